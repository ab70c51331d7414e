import { describe, expect, test } from 'vitest';
import type { VersionSpec } from '../execution/execution-host.ts';
import { seededRandom } from '../time/random.ts';
import { joinFaults, parseFault, TargetFaults } from './fault.ts';

describe('a fault', () => {
  test.each([
    ['errors=100%', { errorShare: 1, latencyMs: 0 }],
    ['errors=2.5%', { errorShare: 0.025, latencyMs: 0 }],
    ['latency=+2s', { errorShare: 0, latencyMs: 2000 }],
    ['latency=250ms', { errorShare: 0, latencyMs: 250 }],
    ['errors=5%, latency=+1m', { errorShare: 0.05, latencyMs: 60_000 }],
  ])('is read from %s', (text, wanted) => {
    expect(parseFault(text)).toMatchObject(wanted);
  });

  test.each(['', 'errors', 'errors=5', 'errors=101%', 'latency=2', 'errors=5%,errors=6%', 'cpu=100%'])(
    'is not read from %j',
    (text) => {
      expect(parseFault(text)).toBeUndefined();
    },
  );

  test('of several options is one', () => {
    const faults = ['errors=5%', 'latency=+2s'].flatMap((text) => parseFault(text) ?? []);
    expect(joinFaults(faults)).toEqual({ text: 'errors=5%,latency=+2s', errorShare: 0.05, latencyMs: 2000 });
    expect(joinFaults([])).toBeUndefined();
  });
});

// Only these two members are looked at.
const spec = (functionName: string, version: string) => ({ functionName, version }) as VersionSpec;

const faultsOf = (text: string, seed = 1): TargetFaults => {
  const fault = parseFault(text);
  if (fault === undefined) throw new Error(`${text} is a fault`);
  const faults = new TargetFaults(fault, seededRandom(seed));
  faults.arm(new Map([['checkout', '3']]));
  return faults;
};

describe('faults', () => {
  test('meet the versions that came after the current one, and nothing else', () => {
    const faults = faultsOf('errors=100%');
    expect(faults.draw(spec('checkout', '4'))).toEqual({ latencyMs: 0, isError: true });
    expect(faults.draw(spec('checkout', '10'))).toEqual({ latencyMs: 0, isError: true });
    for (const version of ['1', '3', '$LATEST']) expect(faults.draw(spec('checkout', version))).toBeUndefined();
    expect(faults.draw(spec('other', '4'))).toBeUndefined();
  });

  test('of most calls meet most of them', () => {
    const faults = faultsOf('errors=90%');
    const hits = Array.from({ length: 1000 }, () => faults.draw(spec('checkout', '4'))).filter((one) => one?.isError);
    expect(hits.length).toBeGreaterThan(850);
    expect(hits.length).toBeLessThan(950);
  });

  test('of a share meet that share, the same with the same seed', () => {
    const drawn = (seed: number): string => {
      const faults = faultsOf('errors=5%', seed);
      return Array.from({ length: 2000 }, () =>
        faults.draw(spec('checkout', '4'))?.isError === true ? '1' : '0',
      ).join('');
    };
    expect(drawn(1)).toBe(drawn(1));
    expect(drawn(1)).not.toBe(drawn(2));
    // Of each twenty, one.
    for (let at = 0; at < 2000; at += 20)
      expect(
        drawn(1)
          .slice(at, at + 20)
          .replaceAll('0', ''),
      ).toBe('1');
  });
});
