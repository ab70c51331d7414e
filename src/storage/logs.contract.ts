import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spellOut } from '../aws/line-form.ts';
import { InvalidCursor, logCursor } from './cursor.ts';
import type { LogEvent, LogQuery, Logs, NewLogEvent, StoredLogEvent } from './logs.ts';
import type { Store } from './store.ts';

/** What every adapter promises of logs. */
export function logsContract(name: string, openStore: () => Promise<Store>): void {
  describe(`${name}: logs`, () => {
    let store: Store;
    let logs: Logs;
    let runs = 0;
    const owner = 'us-east-1/000000000000';
    const fresh = (): string => `/aws/lambda/function-${(runs += 1)}`;
    beforeAll(async () => {
      store = await openStore();
      logs = store.logs;
    });
    afterAll(async () => store[Symbol.asyncDispose]());

    const event = (group: string, stream: string, atMs: number, message = `${stream}@${atMs}`): LogEvent => ({
      owner,
      group,
      stream,
      atMs,
      ingestedAtMs: atMs + 1,
      message,
    });
    const all = (group: string, changes: Partial<LogQuery> = {}): LogQuery => ({
      owner,
      group,
      fromMs: 0,
      toMs: Infinity,
      limit: 1000,
      ...changes,
    });
    const messages = async (query: LogQuery): Promise<string[]> =>
      (await logs.query(query)).events.map(({ message }) => message);
    const page = async (query: LogQuery): Promise<StoredLogEvent[]> => {
      const events: StoredLogEvent[] = [];
      for (let after: string | undefined; ;) {
        const answer = await logs.query({ ...query, ...(after === undefined ? {} : { after }) });
        expect(answer.events.length).toBeLessThanOrEqual(query.limit);
        events.push(...answer.events);
        after = answer.next;
        if (after === undefined) return events;
      }
    };

    test('events come back as they were, by time and then by arrival', async () => {
      const group = fresh();
      const sent = [
        event(group, 'b', 5, 'ü 𝄞\n'),
        event(group, 'a', 5, ''),
        event(group, 'a', 3),
        event(group, 'b', 5, 'last'),
      ];
      await logs.append(sent);
      const { events, next } = await logs.query(all(group));
      const wanted = [sent[2], sent[0], sent[1], sent[3]];
      expect(events).toMatchObject(wanted);
      expect(events).toHaveLength(wanted.length);
      expect(next).toBeUndefined();
      const ids = events.slice(1).map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((one, other) => one - other));
    });

    test('a query takes its range, its streams and its group', async () => {
      const [group, other] = [fresh(), fresh()];
      await logs.append([1, 2, 3, 4].flatMap((at) => ['a', 'b', 'c'].map((stream) => event(group, stream, at))));
      await logs.append([event(other, 'a', 1), { ...event(group, 'a', 1), owner: 'eu-west-1/000000000000' }]);
      expect(await messages(all(group, { fromMs: 2, toMs: 3 }))).toEqual(['a@2', 'b@2', 'c@2']);
      expect(await messages(all(group, { streams: ['b'], fromMs: 3 }))).toEqual(['b@3', 'b@4']);
      expect(await messages(all(group, { streams: ['c', 'a', 'none'], toMs: 2 }))).toEqual(['a@1', 'c@1']);
      expect(await messages(all(group, { streams: [] }))).toEqual([]);
      expect(await messages(all(group, { streams: ['none'] }))).toEqual([]);
      expect(await messages(all(fresh()))).toEqual([]);
    });

    test('paging in either direction gives every event once', async () => {
      const events = fc.array(
        fc.record({ at: fc.integer({ min: 0, max: 4 }), stream: fc.constantFrom('a', 'b', 'c') }),
        { maxLength: 20 },
      );
      const streams = fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c')), { nil: undefined });
      const property = fc.asyncProperty(
        events,
        streams,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (sent, only, limit, newestFirst) => {
          const group = fresh();
          await logs.append(sent.map(({ at, stream }, index) => event(group, stream, at, String(index))));
          const indices = sent
            .map((_, index) => index)
            .filter((index) => only === undefined || only.some((stream) => stream === sent[index]?.stream));
          const wanted = indices.toSorted((one, other) => (sent[one]?.at ?? 0) - (sent[other]?.at ?? 0)).map(String);
          const read = await page(all(group, { limit, newestFirst, ...(only === undefined ? {} : { streams: only }) }));
          expect(read.map(({ message }) => message)).toEqual(newestFirst ? wanted.toReversed() : wanted);
        },
      );
      await fc.assert(property, { numRuns: 60 });
    });

    test('batches that overlap in time give what any order of storing gives, before and after a prune', async () => {
      const sentMs = fc.constantFrom(0, 1, 400, 999, 1000, 1001, 1400, 2000, 5000);
      const sent = fc.record({
        atMs: sentMs,
        stream: fc.constantFrom('a', 'b'),
        laterMs: fc.option(sentMs, { nil: undefined }),
      });
      const form = [
        ['START ', 0],
        ['END ', 0],
        ['REPORT ', 0, ' ü'],
      ];
      const moment = fc.constantFrom(0, 1, 500, 1000, 1001, 2000, 5001);
      const property = fc.asyncProperty(
        fc.array(fc.array(sent, { maxLength: 8 }), { maxLength: 5 }),
        fc.record({ fromMs: moment, toMs: moment, newestFirst: fc.boolean(), limit: fc.integer({ min: 1, max: 4 }) }),
        fc.record({ beforeMs: moment, stream: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }) }),
        async (batches, changes, { beforeMs, stream }) => {
          const group = fresh();
          const kept: LogEvent[] = [];
          for (const batch of batches) {
            const events = batch.map((one, index): NewLogEvent => {
              const plain = event(group, one.stream, one.atMs, `${kept.length + index}`);
              return one.laterMs === undefined ? plain : { ...plain, form, laterMs: one.laterMs };
            });
            await logs.append(events);
            for (const { form: of, laterMs, ...plain } of events)
              for (const line of spellOut({ ...plain, form: of, laterMs })) kept.push({ ...plain, ...line });
          }
          const check = async (events: readonly LogEvent[]): Promise<void> => {
            const wanted = events
              .filter(({ atMs }) => atMs >= changes.fromMs && atMs < changes.toMs)
              .toSorted((one, other) => one.atMs - other.atMs);
            const read = await page(all(group, changes));
            expect(read).toMatchObject(changes.newestFirst ? wanted.toReversed() : wanted);
            expect(read).toHaveLength(wanted.length);
          };
          await check(kept);
          const goes = (one: LogEvent): boolean =>
            one.atMs < beforeMs && (stream === undefined || one.stream === stream);
          const rest = kept.filter((one) => !goes(one));
          expect(await logs.prune({ owner, group, beforeMs, ...(stream !== undefined && { stream }) })).toBe(
            kept.length - rest.length,
          );
          await check(rest);
          const streams = await logs.listStreams({ owner, group, limit: 10 });
          const storedBytes = rest.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
          expect(streams.reduce((sum, each) => sum + each.storedBytes, 0)).toBe(storedBytes);
          for (const each of streams) {
            const ofStream = rest.filter((one) => one.stream === each.stream);
            expect(each.firstAtMs).toBe(Math.min(...ofStream.map(({ atMs }) => atMs)));
          }
        },
      );
      await fc.assert(property, { numRuns: 60 });
    });

    test('from any event on one may read both ways, and what comes later is found', async () => {
      const group = fresh();
      await logs.append([1, 2, 3].map((at) => event(group, 'a', at)));
      const [, second, third] = (await logs.query(all(group))).events;
      if (second === undefined || third === undefined) throw new Error('The events are there.');
      expect(await messages(all(group, { after: logCursor(second) }))).toEqual(['a@3']);
      expect(await messages(all(group, { after: logCursor(second), newestFirst: true }))).toEqual(['a@1']);
      expect(await messages(all(group, { after: logCursor(third) }))).toEqual([]);
      await logs.append([event(group, 'a', 4)]);
      expect(await messages(all(group, { after: logCursor(third) }))).toEqual(['a@4']);
    });

    test('a cursor that the store did not give is refused', async () => {
      for (const after of [
        '',
        'nonsense',
        Buffer.from('[1]').toString('base64url'),
        Buffer.from('{}').toString('base64url'),
      ]) {
        await expect(logs.query(all(fresh(), { after }))).rejects.toThrow(InvalidCursor);
      }
    });

    test('streams are listed by name with what they hold', async () => {
      const group = fresh();
      await logs.append([
        event(group, 'b/1', 5, 'ü'),
        event(group, 'a', 7),
        event(group, 'b/1', 2, 'xyz'),
        event(group, 'b/2', 1),
      ]);
      await logs.append([event(group, 'b/1', 9, '')]);
      const streams = await logs.listStreams({ owner, group, limit: 10 });
      expect(streams.map(({ stream }) => stream)).toEqual(['a', 'b/1', 'b/2']);
      expect(streams[1]).toEqual({ stream: 'b/1', firstAtMs: 2, lastAtMs: 9, lastIngestedAtMs: 10, storedBytes: 5 });
      const some = await logs.listStreams({ owner, group, prefix: 'b/', limit: 1 });
      expect(some.map(({ stream }) => stream)).toEqual(['b/1']);
      const rest = await logs.listStreams({ owner, group, prefix: 'b/', after: 'b/1', limit: 10 });
      expect(rest.map(({ stream }) => stream)).toEqual(['b/2']);
      expect(await logs.listStreams({ owner, group: fresh(), limit: 10 })).toEqual([]);
    });

    test('pruning forgets events before a moment, and streams that have none left', async () => {
      const group = fresh();
      await logs.append([event(group, 'a', 1), event(group, 'a', 5, 'new'), event(group, 'b', 2)]);
      expect(await logs.prune({ owner, group, beforeMs: 5 })).toBe(2);
      expect(await messages(all(group))).toEqual(['new']);
      expect(await logs.listStreams({ owner, group, limit: 10 })).toEqual([
        { stream: 'a', firstAtMs: 5, lastAtMs: 5, lastIngestedAtMs: 6, storedBytes: 3 },
      ]);
    });

    test('one stream is forgotten without the others, and a group wholly', async () => {
      const [group, other] = [fresh(), fresh()];
      await logs.append([event(group, 'a', 1), event(group, 'b', 1), event(other, 'a', 1)]);
      expect(await logs.prune({ owner, group, stream: 'a', beforeMs: Infinity })).toBe(1);
      expect(await messages(all(group))).toEqual(['b@1']);
      expect(await logs.prune({ owner, group, beforeMs: Infinity })).toBe(1);
      expect(await messages(all(group))).toEqual([]);
      expect(await messages(all(other))).toEqual(['a@1']);
      await logs.append([event(group, 'a', 2)]);
      expect(await messages(all(group))).toEqual(['a@2']);
    });

    test('pruning takes away more than a transaction holds', async () => {
      const group = fresh();
      const sent = Array.from({ length: 4500 }, (_, index) => event(group, `s${index % 3}`, index));
      await logs.append(sent);
      expect(await logs.prune({ owner, group, beforeMs: 4400 })).toBe(4400);
      expect(await messages(all(group))).toHaveLength(100);
      const streams = await logs.listStreams({ owner, group, limit: 10 });
      expect(new Set(streams.map(({ firstAtMs }) => firstAtMs))).toEqual(new Set([4400, 4401, 4402]));
    });
  });
}
