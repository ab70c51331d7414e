import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeasedMessage, Queue } from './queue.ts';
import type { Store } from './store.ts';

/** What every adapter promises of the queue. */
export function queueContract(name: string, openStore: () => Promise<Store>): void {
  describe(`${name}: queue`, () => {
    let store: Store;
    let messages: Queue;
    let runs = 0;
    const fresh = (): string => `queue-${(runs += 1)}`;
    beforeAll(async () => {
      store = await openStore();
      messages = store.queue;
    });
    afterAll(async () => store[Symbol.asyncDispose]());

    const enqueue = (queue: string, id: string, availableAtMs = 0): Promise<void> =>
      messages.enqueue({ queue, id, body: { id }, availableAtMs });
    const lease = (queue: string, nowMs: number, limit = 10): Promise<readonly LeasedMessage[]> =>
      messages.lease({ queue, nowMs, leasedUntilMs: nowMs + 100, limit });
    const leaseOne = async (queue: string, nowMs: number): Promise<LeasedMessage> => {
      const [message] = await lease(queue, nowMs, 1);
      if (message === undefined) throw new Error('No message was available.');
      return message;
    };

    test('a message comes as it was sent', async () => {
      const queue = fresh();
      await messages.enqueue({ queue, id: 'a', body: { n: 1 }, payload: Uint8Array.of(0, 255, 7), availableAtMs: 0 });
      await messages.enqueue({ queue, id: 'b', body: 'text', availableAtMs: 0 });
      const [one, two] = await lease(queue, 0);
      expect(one).toMatchObject({ queue, id: 'a', body: { n: 1 }, deliveries: 1 });
      expect([...(one?.payload ?? [])]).toEqual([0, 255, 7]);
      expect(two).toMatchObject({ id: 'b', body: 'text' });
      expect(two?.payload).toHaveLength(0);
    });

    test('messages become available at their moments, and come in that order', async () => {
      const queue = fresh();
      await enqueue(queue, 'late', 50);
      await enqueue(queue, 'early', 10);
      await enqueue(queue, 'early-too', 10);
      await enqueue(queue, 'later', 60);
      expect(await lease(queue, 9)).toEqual([]);
      expect(await messages.nextAvailableAt(queue)).toBe(10);
      expect((await lease(queue, 50)).map(({ id }) => id)).toEqual(['early', 'early-too', 'late']);
      expect(await messages.nextAvailableAt(queue)).toBe(60);
    });

    test('a lease takes no more than it asked for', async () => {
      const queue = fresh();
      for (const id of ['a', 'b', 'c']) await enqueue(queue, id);
      expect((await lease(queue, 0, 2)).map(({ id }) => id)).toEqual(['a', 'b']);
      expect((await lease(queue, 0, 2)).map(({ id }) => id)).toEqual(['c']);
    });

    test('workers that ask at once get different messages', async () => {
      const queue = fresh();
      for (let id = 0; id < 6; id += 1) await enqueue(queue, String(id));
      const taken = await Promise.all(Array.from({ length: 4 }, () => lease(queue, 0, 2)));
      expect(
        taken
          .flat()
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    test('a message whose lease ran out comes back, and the old lease proves nothing', async () => {
      const queue = fresh();
      await enqueue(queue, 'a');
      const first = await leaseOne(queue, 0);
      expect(await messages.nextAvailableAt(queue)).toBe(100);
      const second = await leaseOne(queue, 100);
      expect(second.deliveries).toBe(2);
      expect(await messages.acknowledge(first)).toBe(false);
      expect(await messages.release(first, { availableAtMs: 0 })).toBe(false);
      expect(await messages.acknowledge(second)).toBe(true);
      expect(await messages.acknowledge(second)).toBe(false);
      expect(await messages.count(queue)).toBe(0);
    });

    test('a lease that ran out and that nobody took is still acknowledged', async () => {
      const queue = fresh();
      await enqueue(queue, 'a');
      const message = await leaseOne(queue, 0);
      expect(await messages.acknowledge(message)).toBe(true);
      expect(await messages.nextAvailableAt(queue)).toBeUndefined();
    });

    test('a released message comes at its new moment with its new body', async () => {
      const queue = fresh();
      await enqueue(queue, 'a');
      const first = await leaseOne(queue, 0);
      expect(await messages.release(first, { availableAtMs: 30, body: { attempt: 2 } })).toBe(true);
      expect(await messages.acknowledge(first)).toBe(false);
      expect(await lease(queue, 29)).toEqual([]);
      const second = await leaseOne(queue, 30);
      expect(second).toMatchObject({ body: { attempt: 2 }, deliveries: 2 });
      await messages.release(second, { availableAtMs: 40 });
      expect(await leaseOne(queue, 40)).toMatchObject({ body: { attempt: 2 }, deliveries: 3 });
    });

    test('a known ID is kept once in its queue, until it is acknowledged', async () => {
      const [queue, other] = [fresh(), fresh()];
      await messages.enqueue({ queue, id: 'a', body: 'first', availableAtMs: 0 });
      await messages.enqueue({ queue, id: 'a', body: 'second', availableAtMs: 0 });
      await enqueue(other, 'a');
      expect(await messages.count(queue)).toBe(1);
      const first = await leaseOne(queue, 0);
      expect(first.body).toBe('first');
      await messages.acknowledge(first);
      await messages.enqueue({ queue, id: 'a', body: 'third', availableAtMs: 0 });
      const again = await leaseOne(queue, 0);
      expect(again.body).toBe('third');
      // The receipt of the message that had the ID before is not one of this message.
      expect(await messages.acknowledge(first)).toBe(false);
      expect(await messages.count(other)).toBe(1);
    });

    test('an empty queue has nothing and no next moment', async () => {
      const queue = fresh();
      expect(await messages.count(queue)).toBe(0);
      expect(await messages.nextAvailableAt(queue)).toBeUndefined();
      expect(await lease(queue, 1e15)).toEqual([]);
    });
  });
}
