import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyPosition, LowVariancePicker, pickVersion } from './weighted-routing.ts';

const route = (weight: number) => ({ version: '1', additional: { version: '2', weight } });

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a random draw', () => {
  test.each([0.01, 0.1, 0.5, 0.9])('sends a share of %d within four standard deviations', (weight) => {
    const calls = 20_000;
    const draw = seeded(42);
    let taken = 0;
    for (let call = 0; call < calls; call += 1) if (pickVersion(route(weight), draw()) === '2') taken += 1;
    const deviation = Math.sqrt(calls * weight * (1 - weight));
    expect(Math.abs(taken - calls * weight)).toBeLessThan(4 * deviation);
  });

  test('never picks a version of weight 0 and always one of weight 1', () => {
    const draws = fc.oneof(
      fc.constant(0),
      fc.constant(1 - Number.EPSILON / 2),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    );
    fc.assert(
      fc.property(draws, (draw) => {
        expect(pickVersion(route(0), draw)).toBe('1');
        expect(pickVersion(route(1), draw)).toBe('2');
      }),
    );
  });

  test('goes to the one version of an alias without a second', () => {
    expect(pickVersion({ version: '7' }, 0)).toBe('7');
  });
});

describe('the low-variance choice', () => {
  const weights = fc.double({ min: 0, max: 1, noNaN: true });

  test('is within one call of the configured share after every call', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 400 }), (weight, calls) => {
        const picker = new LowVariancePicker();
        const routing = route(weight);
        let taken = 0;
        for (let call = 1; call <= calls; call += 1) {
          if (picker.pick(routing) === '2') taken += 1;
          if (Math.abs(taken - call * weight) > 1) return false;
        }
        return true;
      }),
    );
  });

  test.each([
    [0, 0],
    [1, 100],
    [0.1, 10],
  ])('gives weight %d exactly %d of 100 calls', (weight, expected) => {
    const picker = new LowVariancePicker();
    const picks = Array.from({ length: 100 }, () => picker.pick(route(weight)));
    expect(picks.filter((version) => version === '2')).toHaveLength(expected);
  });

  test('counts anew when the routing changes, and goes on when it is only told again', () => {
    const fresh = new LowVariancePicker();
    const expected = Array.from({ length: 10 }, () => fresh.pick(route(0.3)));

    const changed = new LowVariancePicker();
    for (let call = 0; call < 4; call += 1) changed.pick(route(0.5));
    expect(Array.from({ length: 10 }, () => changed.pick(route(0.3)))).toEqual(expected);

    const told = new LowVariancePicker();
    const routing = route(0.3);
    const again = route(0.3);
    expect(Array.from({ length: 10 }, (_, call) => told.pick(call % 2 === 0 ? routing : again))).toEqual(expected);
  });
});

describe('the sticky choice', () => {
  test('keeps whoever saw the target on it while its weight grows', () => {
    const weights = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.string(), weights, (key, [one, other]) => {
        const [small, large] = one < other ? [one, other] : [other, one];
        if (pickVersion(route(small), keyPosition(key)) === '2')
          expect(pickVersion(route(large), keyPosition(key))).toBe('2');
      }),
    );
  });

  test('stays what it was in other releases: callers would change sides', () => {
    expect(keyPosition('')).toBeCloseTo(0.6689221885, 9);
    expect(keyPosition('customer-17')).toBeCloseTo(0.223607399, 9);
  });

  test('spreads consecutive keys evenly', () => {
    const buckets = Array.from({ length: 20 }, () => 0);
    const keys = 20_000;
    for (let key = 0; key < keys; key += 1) buckets[Math.floor(keyPosition(`user-${key}`) * 20)]! += 1;
    const deviation = Math.sqrt(keys * (1 / 20) * (19 / 20));
    for (const count of buckets) expect(Math.abs(count - keys / 20)).toBeLessThan(5 * deviation);
  });
});
