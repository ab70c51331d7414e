import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bug } from '../invariant.ts';
import { type CommittedChange, type Documents, LeaseLost, RevisionConflict, type Stored } from './documents.ts';
import type { Store } from './store.ts';

/** What every adapter promises of documents. */
export function documentsContract(name: string, openStore: () => Promise<Store>): void {
  describe(`${name}: documents`, () => {
    let store: Store;
    let documents: Documents;
    let runs = 0;
    /** A prefix of its own for each test, for they share a store. */
    const fresh = (): string => `contract/${(runs += 1)}/`;

    beforeAll(async () => {
      store = await openStore();
      documents = store.documents;
    });
    afterAll(async () => store[Symbol.asyncDispose]());

    test('a document is found as it was put', async () => {
      const key = `${fresh()}Grüße/名前`;
      const value = { text: 'ü \u0000 𝄞', list: [1, null, { deep: true }] };
      const revision = await documents.write([{ kind: 'put', key, value }]);
      expect(await documents.get(key)).toEqual({ key, revision, value });
      expect(await documents.get(`${key}x`)).toBeUndefined();
    });

    test('what the writer does to the value afterwards is no part of the write', async () => {
      const key = `${fresh()}a`;
      const value = { weight: 10 };
      const written = documents.write([{ kind: 'put', key, value }]);
      value.weight = 100;
      await written;
      expect(await documents.get(key)).toMatchObject({ value: { weight: 10 } });
    });

    test('every write has a larger revision than all before, for deleted keys too', async () => {
      const key = `${fresh()}a`;
      const revisions = [
        await documents.write([{ kind: 'put', key, value: 1 }]),
        await documents.write([{ kind: 'delete', key }]),
        await documents.write([{ kind: 'put', key, value: 1, ifRevision: 0 }]),
        await documents.write([{ kind: 'put', key: `${key}b`, value: 1 }]),
      ];
      expect(revisions).toEqual([...new Set(revisions)].toSorted((one, other) => one - other));
    });

    test('a put with the revision that was read goes through once', async () => {
      const key = `${fresh()}a`;
      const revision = await documents.write([{ kind: 'put', key, value: 0, ifRevision: 0 }]);
      const race = await Promise.allSettled(
        [1, 2, 3].map((value) => documents.write([{ kind: 'put', key, value, ifRevision: revision }])),
      );
      expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of race) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'RevisionConflict', key });
      }
    });

    test('revision 0 asks that there be no document', async () => {
      const key = `${fresh()}a`;
      await documents.write([{ kind: 'delete', key, ifRevision: 0 }]);
      await documents.write([{ kind: 'put', key, value: 1, ifRevision: 0 }]);
      await expect(documents.write([{ kind: 'put', key, value: 2, ifRevision: 0 }])).rejects.toThrow(RevisionConflict);
      await expect(documents.write([{ kind: 'delete', key, ifRevision: 0 }])).rejects.toThrow(RevisionConflict);
      expect(await documents.get(key)).toMatchObject({ value: 1 });
    });

    test('a delete with another revision is refused', async () => {
      const key = `${fresh()}a`;
      const revision = await documents.write([{ kind: 'put', key, value: 1 }]);
      await expect(documents.write([{ kind: 'delete', key, ifRevision: revision + 1 }])).rejects.toThrow(
        RevisionConflict,
      );
      await documents.write([{ kind: 'delete', key, ifRevision: revision }]);
      expect(await documents.get(key)).toBeUndefined();
      await expect(documents.write([{ kind: 'delete', key, ifRevision: revision }])).rejects.toThrow(RevisionConflict);
    });

    test('of a transaction that is refused nothing remains', async () => {
      const prefix = fresh();
      const revision = await documents.write([{ kind: 'put', key: `${prefix}old`, value: 1 }]);
      const refused = documents.write([
        { kind: 'put', key: `${prefix}new`, value: 1 },
        { kind: 'delete', key: `${prefix}old` },
        { kind: 'put', key: `${prefix}other`, value: 1, ifRevision: revision },
      ]);
      await expect(refused).rejects.toThrow(RevisionConflict);
      const { documents: kept } = await documents.list({ prefix });
      expect(kept).toEqual([{ key: `${prefix}old`, revision, value: 1 }]);
    });

    test('a refused write does no harm to those that came at the same time', async () => {
      const prefix = fresh();
      await documents.write([{ kind: 'put', key: `${prefix}taken`, value: 0 }]);
      const results = await Promise.allSettled([
        documents.write([{ kind: 'put', key: `${prefix}a`, value: 1 }]),
        documents.write([
          { kind: 'put', key: `${prefix}b`, value: 1 },
          { kind: 'put', key: `${prefix}taken`, value: 1, ifRevision: 0 },
        ]),
        documents.write([{ kind: 'put', key: `${prefix}c`, value: 1 }]),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await keysOf(documents, prefix)).toEqual(['a', 'c', 'taken'].map((key) => prefix + key));
    });

    test('a transaction that names a key twice, and a value that is no JSON, are bugs', async () => {
      const key = `${fresh()}a`;
      const twice = documents.write([
        { kind: 'put', key, value: 1 },
        { kind: 'delete', key },
      ]);
      await expect(twice).rejects.toThrow(Bug);
      await expect(documents.write([{ kind: 'put', key, value: undefined }])).rejects.toThrow(Bug);
    });

    test('documents are listed in the order of their keys, a page at a time', async () => {
      const prefix = fresh();
      const keys = Array.from({ length: 1005 }, (_, index) => `${prefix}${String(index).padStart(5, '0')}`);
      await documents.write(keys.map((key) => ({ kind: 'put' as const, key, value: key })));
      const first = await documents.list({ prefix, limit: 5000 });
      expect(first.documents.map(({ key }) => key)).toEqual(keys.slice(0, 1000));
      const second = await documents.list({ prefix, after: first.next ?? '' });
      expect(second.documents.map(({ key }) => key)).toEqual(keys.slice(1000));
      expect(second.next).toBeUndefined();
    });

    test('paging through any keys gives the sorted keys of the prefix', async () => {
      const part = fc.string({
        unit: fc.constantFrom('a', 'b', '/', 'ü', '\ud7ff', '\uffff', '𝄞', '\u{10ffff}'),
        maxLength: 3,
      });
      const property = fc.asyncProperty(
        fc.uniqueArray(part),
        part,
        fc.integer({ min: 1, max: 4 }),
        async (names, name, limit) => {
          const root = fresh();
          await documents.write(names.map((key) => ({ kind: 'put' as const, key: root + key, value: 1 })));
          const prefix = root + name;
          const wanted = names.map((key) => root + key).filter((key) => key.startsWith(prefix));
          expect(await keysOf(documents, prefix, limit)).toEqual(wanted.toSorted(byBytes));
        },
      );
      await fc.assert(property, { numRuns: 60 });
    });

    test('a fenced write goes through while the lease is held', async () => {
      const prefix = fresh();
      const write = (fence: { lease: string; token: number }): Promise<number> =>
        documents.write([{ kind: 'put', key: `${prefix}a`, value: 1 }], { fence });
      const lease = `${prefix}lease`;
      await expect(write({ lease, token: 1 })).rejects.toThrow(LeaseLost);
      const held = await store.leases.acquire({ name: lease, holder: 'one', nowMs: 0, expiresAtMs: 10 });
      if (held === undefined) throw new Error('The lease was free.');
      await write({ lease, token: held.token });
      const taken = await store.leases.acquire({ name: lease, holder: 'two', nowMs: 10, expiresAtMs: 20 });
      await expect(write({ lease, token: held.token })).rejects.toThrow(LeaseLost);
      if (taken === undefined) throw new Error('The lease had run out.');
      await write({ lease, token: taken.token });
      await store.leases.release(taken);
      await expect(write({ lease, token: taken.token })).rejects.toThrow(LeaseLost);
    });

    test('watchers hear of each change below their prefix before its write resolves', async () => {
      const prefix = fresh();
      const heard: CommittedChange[] = [];
      const subscription = documents.watch(`${prefix}in/`, (change) => heard.push(change));
      const first = await documents.write([
        { kind: 'put', key: `${prefix}in/a`, value: { n: 1 } },
        { kind: 'put', key: `${prefix}out`, value: 1 },
      ]);
      expect(heard).toEqual([{ key: `${prefix}in/a`, revision: first, value: { n: 1 } }]);
      await documents.write([{ kind: 'put', key: `${prefix}in/a`, value: 2, ifRevision: 0 }]).catch(() => undefined);
      const second = await documents.write([
        { kind: 'delete', key: `${prefix}in/a` },
        { kind: 'delete', key: `${prefix}in/never-was` },
      ]);
      expect(heard.slice(1)).toEqual([{ key: `${prefix}in/a`, revision: second }]);
      subscription.cancel();
      await documents.write([{ kind: 'put', key: `${prefix}in/a`, value: 3 }]);
      expect(heard).toHaveLength(2);
    });

    test('any interleaving of writes is as if one had come after the other', async () => {
      const property = fc.asyncProperty(
        fc.array(fc.array(attempt, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
        async (rounds) => {
          const prefix = fresh();
          const heard = new Map<string, CommittedChange>();
          const feed: number[] = [];
          const subscription = documents.watch(prefix, (change) => {
            feed.push(change.revision);
            if ('value' in change) heard.set(change.key, change);
            else heard.delete(change.key);
          });
          let state: State = new Map();
          for (const round of rounds) state = await playRound(documents, prefix, state, round);
          const { documents: kept } = await documents.list({ prefix });
          expect(kept).toEqual([...state.values()].toSorted((one, other) => byBytes(one.key, other.key)));
          expect(new Map(kept.map((document) => [document.key, { ...document }]))).toEqual(heard);
          expect(feed).toEqual(feed.toSorted((one, other) => one - other));
          subscription.cancel();
        },
      );
      await fc.assert(property, { numRuns: 60 });
    });
  });
}

type State = ReadonlyMap<string, Stored<unknown>>;

const step = fc.record({
  kind: fc.constantFrom('put', 'delete'),
  name: fc.constantFrom('a', 'b', 'c'),
  condition: fc.constantFrom('none', 'absent', 'as-read', 'stale'),
  value: fc.integer(),
});
const attempt = fc.uniqueArray(step, { selector: ({ name }) => name, minLength: 1, maxLength: 3 });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
interface ModelChange {
  readonly kind: 'put' | 'delete';
  readonly key: string;
  readonly value: number;
  readonly ifRevision?: number;
}

/** Starts all writes of a round at once, and gives the one state that explains their outcomes. */
async function playRound(
  documents: Documents,
  prefix: string,
  before: State,
  round: readonly Step[][],
): Promise<State> {
  const transactions = round.map((steps) => steps.map((planned) => toChange(prefix, before, planned)));
  const results = await Promise.allSettled(transactions.map((changes) => documents.write(changes)));
  const outcomes = results.map((result, index) => ({ result, changes: transactions[index] ?? [] }));
  const committed = outcomes.flatMap(({ result, changes }) =>
    result.status === 'fulfilled' ? [{ revision: result.value, changes }] : [],
  );
  const states: State[] = [before];
  for (const { revision, changes } of committed.toSorted((one, other) => one.revision - other.revision)) {
    const state = states.at(-1) ?? before;
    expect(isAllowed(state, changes)).toBe(true);
    states.push(apply(state, changes, revision));
  }
  for (const { result, changes } of outcomes) {
    if (result.status === 'fulfilled') continue;
    expect(result.reason).toBeInstanceOf(RevisionConflict);
    expect(states.some((state) => !isAllowed(state, changes))).toBe(true);
  }
  return states.at(-1) ?? before;
}

function toChange(prefix: string, state: State, { kind, name, condition, value }: Step): ModelChange {
  const key = prefix + name;
  const read = state.get(key)?.revision ?? 0;
  const revisions = { none: undefined, absent: 0, 'as-read': read, stale: read + 1_000_000 };
  const ifRevision = revisions[condition];
  return ifRevision === undefined ? { kind, key, value } : { kind, key, value, ifRevision };
}

function isAllowed(state: State, changes: readonly ModelChange[]): boolean {
  return changes.every(
    ({ key, ifRevision }) => ifRevision === undefined || ifRevision === (state.get(key)?.revision ?? 0),
  );
}

function apply(state: State, changes: readonly ModelChange[], revision: number): State {
  const next = new Map(state);
  for (const { kind, key, value } of changes) {
    if (kind === 'put') next.set(key, { key, revision, value });
    else next.delete(key);
  }
  return next;
}

async function keysOf(documents: Documents, prefix: string, limit = 1000): Promise<string[]> {
  const keys: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await documents.list({ prefix, limit, ...(after === undefined ? {} : { after }) });
    keys.push(...page.documents.map(({ key }) => key));
    after = page.next;
    if (after === undefined) return keys;
  }
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
