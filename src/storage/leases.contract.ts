import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Lease, Leases } from './leases.ts';
import type { Store } from './store.ts';

/** What every adapter promises of leases. */
export function leasesContract(name: string, openStore: () => Promise<Store>): void {
  describe(`${name}: leases`, () => {
    let store: Store;
    let leases: Leases;
    beforeAll(async () => {
      store = await openStore();
      leases = store.leases;
    });
    afterAll(async () => store[Symbol.asyncDispose]());

    const acquire = (lease: string, holder: string, nowMs: number): Promise<Lease | undefined> =>
      leases.acquire({ name: lease, holder, nowMs, expiresAtMs: nowMs + 100 });
    const requireLease = async (lease: string, holder: string, nowMs: number): Promise<Lease> => {
      const acquired = await acquire(lease, holder, nowMs);
      if (acquired === undefined) throw new Error('The lease was not to be had.');
      return acquired;
    };

    test('one holder has a lease until it runs out', async () => {
      expect(await acquire('one', 'a', 0)).toMatchObject({ name: 'one', holder: 'a' });
      expect(await acquire('one', 'b', 99)).toBeUndefined();
      expect(await acquire('one', 'b', 100)).toMatchObject({ holder: 'b' });
      expect(await acquire('one', 'a', 100)).toBeUndefined();
    });

    test('of many who ask at once, one gets it', async () => {
      const asked = await Promise.all(Array.from({ length: 8 }, (_, index) => acquire('race', `holder-${index}`, 0)));
      expect(asked.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    test('each acquisition has a larger token, for the same holder and after a release too', async () => {
      const first = await requireLease('token', 'a', 0);
      const again = await requireLease('token', 'a', 10);
      await leases.release(again);
      const released = await requireLease('token', 'b', 10);
      const other = await requireLease('another', 'a', 10);
      const tokens = [first, again, released, other].map(({ token }) => token);
      expect(tokens).toEqual([...new Set(tokens)].toSorted((one, two) => one - two));
    });

    test('a renewed lease runs out later', async () => {
      const lease = await requireLease('renewed', 'a', 0);
      expect(await leases.renew(lease, 500)).toBe(true);
      expect(await acquire('renewed', 'b', 499)).toBeUndefined();
      expect(await acquire('renewed', 'b', 500)).toBeDefined();
      expect(await leases.renew(lease, 900)).toBe(false);
    });

    test('a lease that ran out and that nobody took is renewed', async () => {
      const lease = await requireLease('late', 'a', 0);
      expect(await leases.renew(lease, 1000)).toBe(true);
      expect(await acquire('late', 'b', 999)).toBeUndefined();
    });

    test('a released lease is free at once, and a lost one is not released for its new holder', async () => {
      const first = await requireLease('released', 'a', 0);
      await leases.release(first);
      const second = await requireLease('released', 'b', 0);
      await leases.release(first);
      expect(await acquire('released', 'c', 0)).toBeUndefined();
      expect(await leases.renew(first, 10)).toBe(false);
      expect(await leases.renew(second, 10)).toBe(true);
    });
  });
}
