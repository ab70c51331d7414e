import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidCursor } from './cursor.ts';
import type { Series, SeriesKey, SeriesPoint, SeriesQuery, StoredPoint } from './series.ts';
import type { Store } from './store.ts';

const minuteMs = 60_000;

/** What every adapter promises of series. */
export function seriesContract(name: string, openStore: () => Promise<Store>): void {
  describe(`${name}: series`, () => {
    let store: Store;
    let series: Series;
    let runs = 0;
    const fresh = (): string => `us-east-1/${String((runs += 1)).padStart(12, '0')}`;
    beforeAll(async () => {
      store = await openStore();
      series = store.series;
    });
    afterAll(async () => store[Symbol.asyncDispose]());

    const key = (owner: string, changes: Partial<SeriesKey> = {}): SeriesKey => ({
      owner,
      namespace: 'AWS/Lambda',
      metric: 'Errors',
      unit: 'Count',
      dimensions: [
        ['FunctionName', 'checkout'],
        ['Resource', 'checkout:live'],
      ],
      ...changes,
    });
    const point = (of: SeriesKey, atMs: number, sum = 1): SeriesPoint => ({
      series: of,
      atMs,
      resolutionSeconds: 60,
      sampleCount: 2,
      sum,
      minimum: 0.25,
      maximum: 0.75,
    });
    const names = async (query: SeriesQuery): Promise<string[]> => {
      const page = await series.list(query);
      return page.series.map(({ dimensions }) => dimensions.map(([, value]) => value).join(' '));
    };

    test('points come back as they were, by time', async () => {
      const of = key(fresh());
      const sketched = { ...point(of, 2 * minuteMs, 1.5), sketch: Uint8Array.of(1, 2, 3) };
      await series.append([sketched, { ...point(of, minuteMs), resolutionSeconds: 1 }]);
      const points = await series.query({ series: of, fromMs: 0, toMs: 10 * minuteMs });
      expect(points.map(({ sketch, ...rest }) => ({ ...rest, sketch: sketch && [...sketch] }))).toEqual([
        {
          atMs: minuteMs,
          resolutionSeconds: 1,
          sampleCount: 2,
          sum: 1,
          minimum: 0.25,
          maximum: 0.75,
          sketch: undefined,
        },
        {
          atMs: 2 * minuteMs,
          resolutionSeconds: 60,
          sampleCount: 2,
          sum: 1.5,
          minimum: 0.25,
          maximum: 0.75,
          sketch: [1, 2, 3],
        },
      ]);
      expect(points.map((stored) => 'sketch' in stored)).toEqual([false, true]);
    });

    test('the order of dimensions does not matter, and every other part does', async () => {
      const owner = fresh();
      const of = key(owner);
      await series.append([point(of, 0)]);
      const turned = { ...of, dimensions: of.dimensions.toReversed() };
      await series.append([point(turned, minuteMs)]);
      expect(await series.query({ series: of, fromMs: 0, toMs: minuteMs + 1 })).toHaveLength(2);
      const others: SeriesKey[] = [
        { ...of, owner: fresh() },
        { ...of, namespace: 'Other' },
        { ...of, metric: 'Invocations' },
        { ...of, unit: 'None' },
        { ...of, dimensions: of.dimensions.slice(1) },
        { ...of, dimensions: [] },
      ];
      for (const other of others) expect(await series.query({ series: other, fromMs: 0, toMs: minuteMs })).toEqual([]);
      expect((await series.list({ owner, limit: 10 })).series).toHaveLength(1);
    });

    test('a range holds its start and not its end', async () => {
      const of = key(fresh());
      await series.append([0, 1, 2, 3].map((minute) => point(of, minute * minuteMs)));
      const points = await series.query({ series: of, fromMs: minuteMs, toMs: 3 * minuteMs });
      expect(points.map(({ atMs }) => atMs)).toEqual([minuteMs, 2 * minuteMs]);
    });

    test('a second point of a moment is kept beside the first', async () => {
      const of = key(fresh());
      await series.append([point(of, 0, 1)]);
      await series.append([point(of, 0, 2), point(of, 0, 3)]);
      const points = await series.query({ series: of, fromMs: 0, toMs: 1 });
      expect(points.map(({ sum }) => sum)).toEqual([1, 2, 3]);
    });

    test('series are listed by what they have, and where nothing is asked for, all', async () => {
      const owner = fresh();
      const of = (...values: string[]): SeriesKey =>
        key(owner, {
          dimensions: values.map((value, index): [string, string] => [
            index === 0 ? 'FunctionName' : 'Resource',
            value,
          ]),
        });
      await series.append([point(of('a'), 0), point(of('a', 'a:live'), 5), point(of('b'), 9)]);
      await series.append([point(key(owner, { metric: 'Duration' }), 9)]);
      const errors = { owner, namespace: 'AWS/Lambda', metric: 'Errors', limit: 10 };
      expect(await names({ owner, limit: 10 })).toHaveLength(4);
      expect((await names(errors)).toSorted()).toEqual(['a', 'a a:live', 'b']);
      expect((await names({ ...errors, dimensions: [{ name: 'FunctionName', value: 'a' }] })).toSorted()).toEqual([
        'a',
        'a a:live',
      ]);
      expect(await names({ ...errors, dimensions: [{ name: 'Resource' }] })).toEqual(['a a:live']);
      expect(
        await names({ ...errors, dimensions: [{ name: 'Resource' }, { name: 'FunctionName', value: 'b' }] }),
      ).toEqual([]);
      expect((await names({ ...errors, activeSinceMs: 5 })).toSorted()).toEqual(['a a:live', 'b']);
      expect(await names({ owner, namespace: 'Other', limit: 10 })).toEqual([]);
    });

    test('series are found by just their dimensions, in any order and of every unit', async () => {
      const owner = fresh();
      const pairs: SeriesKey['dimensions'] = [
        ['b', '1'],
        ['a', '2'],
      ];
      const wanted = ['Count', 'None'].map((unit) => key(owner, { dimensions: pairs, unit }));
      const others = [[], pairs.slice(1), [...pairs, ['c', '3'] as const]].map((dimensions) =>
        key(owner, { dimensions }),
      );
      await series.append([...wanted, ...others].map((of) => point(of, 0)));
      const found = async (dimensions: SeriesKey['dimensions']): Promise<string[]> => {
        const query = { owner, namespace: 'AWS/Lambda', metric: 'Errors', hasNoOtherDimensions: true, limit: 10 };
        const page = await series.list({ ...query, dimensions: dimensions.map(([name, value]) => ({ name, value })) });
        return page.series.map(({ unit }) => unit);
      };
      expect(await found(pairs)).toEqual(['Count', 'None']);
      expect(await found(pairs.toReversed())).toEqual(['Count', 'None']);
      expect(await found([])).toEqual(['Count']);
      expect(await found([['b', '2']])).toEqual([]);
    });

    test('a dimension is found by the whole of its name and value, whatever characters they have', async () => {
      const text = fc.string({ unit: fc.constantFrom('a', '"', '[', ']', ',', '\\', '%'), minLength: 1, maxLength: 3 });
      const dimensions = fc.uniqueArray(fc.tuple(text, text), {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: 3,
      });
      const property = fc.asyncProperty(dimensions, text, text, async (pairs, name, value) => {
        const owner = fresh();
        await series.append([point(key(owner, { dimensions: pairs }), 0)]);
        const found = async (dimension: { name: string; value?: string }): Promise<boolean> =>
          (await series.list({ owner, dimensions: [dimension], limit: 1 })).series.length === 1;
        expect(await found({ name })).toBe(pairs.some(([other]) => other === name));
        expect(await found({ name, value })).toBe(pairs.some(([other, its]) => other === name && its === value));
        for (const [its, itsValue] of pairs) expect(await found({ name: its, value: itsValue })).toBe(true);
      });
      const pairsAlike: [string, string][] = [
        ['[', ',a'],
        ['a', 'a'],
      ];
      await fc.assert(property, { numRuns: 60, examples: [[pairsAlike, ',', 'a']] });
    });

    test('a listing is paged without loss or repetition', async () => {
      const owner = fresh();
      const keys = Array.from({ length: 11 }, (_, index) =>
        key(owner, {
          metric: `m${index % 3}`,
          unit: index % 2 === 0 ? 'Count' : 'None',
          dimensions: [['n', String(index)]],
        }),
      );
      await series.append(keys.map((of) => point(of, 0)));
      const listed: SeriesKey[] = [];
      let after: string | undefined;
      do {
        const page = await series.list({ owner, limit: 3, ...(after === undefined ? {} : { after }) });
        expect(page.series.length).toBeLessThanOrEqual(3);
        listed.push(...page.series);
        after = page.next;
      } while (after !== undefined);
      expect(listed).toHaveLength(11);
      expect(new Set(listed.map((of) => JSON.stringify(of)))).toHaveLength(11);
      expect(listed.map(({ metric }) => metric)).toEqual(listed.map(({ metric }) => metric).toSorted());
      await expect(series.list({ owner, limit: 3, after: 'no cursor' })).rejects.toThrow(InvalidCursor);
    });

    test('pruning forgets points before a moment, and series that have none left', async () => {
      const owner = fresh();
      const [old, both] = [key(owner, { metric: 'Old' }), key(owner, { metric: 'Both' })];
      const epoch = -1e12;
      await series.append([point(old, epoch), point(both, epoch), point(both, epoch + minuteMs)]);
      expect(await series.prune(epoch + minuteMs)).toBe(2);
      expect((await series.list({ owner, limit: 10 })).series).toEqual([both]);
      expect(await series.query({ series: both, fromMs: -Infinity, toMs: Infinity })).toHaveLength(1);
      await series.append([point(old, 0)]);
      expect(await series.query({ series: old, fromMs: -Infinity, toMs: Infinity })).toHaveLength(1);
    });

    test('a range is rewritten in one step, and what lies beside it stays', async () => {
      const of = key(fresh());
      const other = key(of.owner, { unit: 'None' });
      await series.append([0, 1, 1, 2].map((minute) => point(of, minute * minuteMs)));
      await series.append([point(other, minuteMs)]);
      const sums = async (which: SeriesKey): Promise<number[]> =>
        (await series.query({ series: which, fromMs: 0, toMs: 10 * minuteMs })).map(({ sum }) => sum);
      const range = { series: of, fromMs: minuteMs, toMs: 2 * minuteMs };
      const merge = (points: readonly StoredPoint[]): readonly StoredPoint[] => {
        const [first] = points;
        return first === undefined ? points : [{ ...first, sum: 7 }];
      };
      const appended = series.append([point(of, minuteMs)]);
      await Promise.all([series.rewrite({ ...range, change: merge }), appended]);
      expect(await sums(of)).toEqual([1, 7, 1]);
      expect(await sums(other)).toEqual([1]);
      await series.rewrite({ ...range, change: (points) => points });
      await series.rewrite({ ...range, change: () => [] });
      expect(await sums(of)).toEqual([1, 1]);
      await series.rewrite({ series: key(fresh()), fromMs: 0, toMs: 1, change: merge });
    });

    test('owners are told, each once', async () => {
      const [one, other] = [fresh(), fresh()];
      await series.append([point(key(one), 0), point(key(one, { metric: 'Other' }), 0), point(key(other), 0)]);
      const owners = await series.owners();
      expect(owners.filter((owner) => owner === one || owner === other)).toEqual([one, other]);
    });

    test('a batch goes in as a whole or not at all', async () => {
      const of = key(fresh());
      // A sum that is no number has no place in any store.
      await expect(series.append([point(of, 0), point(of, minuteMs, Number.NaN)])).rejects.toThrow();
      expect(await series.query({ series: of, fromMs: 0, toMs: Infinity })).toEqual([]);
    });
  });
}
