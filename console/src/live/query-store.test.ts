import { describe, expect, test } from 'vitest';
import { QueryStore, type Query } from './query-store.ts';

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

const counting = (key: string, more: Partial<Query<unknown>> = {}) => {
  let reads = 0;
  const query: Query<unknown> = { key, read: () => Promise.resolve({ reads: (reads += 1) }), ...more };
  return { query, reads: () => reads };
};

describe('what was read', () => {
  test('is read once for all that watch it, and again for a change that concerns it', async () => {
    const store = new QueryStore();
    const { query, reads } = counting('a', { concerns: ({ id }) => id === 'd-1' });
    store.watch(query, () => undefined);
    store.watch(query, () => undefined);
    await settled();
    expect(reads()).toBe(1);
    for (const id of ['d-2', 'd-1'])
      store.refresh(({ concerns }) => concerns?.({ kind: 'deployment', region: 'us-east-1', id }) === true);
    await settled();
    expect(reads()).toBe(2);
    expect(store.stateOf('a').data).toEqual({ reads: 2 });
  });

  test('is not read while nobody watches, and is shown at once when somebody does again', async () => {
    const store = new QueryStore();
    const { query, reads } = counting('a');
    store.watch(query, () => undefined)();
    await settled();
    store.refresh(() => true);
    await settled();
    expect(reads()).toBe(1);
    expect(store.stateOf('a').data).toEqual({ reads: 1 });
    store.watch(query, () => undefined);
    await settled();
    expect(reads()).toBe(2);
  });

  test('changes that come while it is read make it read once more', async () => {
    const store = new QueryStore();
    const { query, reads } = counting('a');
    store.watch(query, () => undefined);
    for (let change = 0; change < 5; change += 1) store.refresh(() => true);
    await settled();
    expect(reads()).toBe(2);
  });

  test('stays when reading it again fails', async () => {
    const store = new QueryStore();
    let isBroken = false;
    const read = (): Promise<string> => (isBroken ? Promise.reject(new Error('gone')) : Promise.resolve('old'));
    store.watch({ key: 'a', read }, () => undefined);
    await settled();
    isBroken = true;
    store.refresh(() => true);
    await settled();
    expect(store.stateOf('a')).toEqual({ data: 'old', error: new Error('gone'), isReading: false });
  });

  test('is the same object as long as it says the same', async () => {
    const store = new QueryStore();
    store.watch({ key: 'a', read: () => Promise.resolve({ status: 'OK' }) }, () => undefined);
    await settled();
    const first = store.stateOf('a').data;
    store.refresh(() => true);
    await settled();
    expect(store.stateOf('a').data).toBe(first);
  });
});
