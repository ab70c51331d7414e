import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccountConcurrency, FunctionConcurrency, ProvisionedShare, type Claim } from './concurrency.ts';

describe('an account', () => {
  test('runs as many invocations as its limit and one more after one has ended', () => {
    const fn = new FunctionConcurrency(new AccountConcurrency(2));
    expect(fn.claim(undefined)).toBe('on-demand');
    expect(fn.claim(undefined)).toBe('on-demand');
    expect(fn.claim(undefined)).toBe('ConcurrentInvocationLimitExceeded');
    fn.release('on-demand', undefined);
    expect(fn.claim(undefined)).toBe('on-demand');
  });

  test('gives unreserved functions what the reservations leave', () => {
    const account = new AccountConcurrency(3);
    const reserving = new FunctionConcurrency(account);
    const other = new FunctionConcurrency(account);
    reserving.reserve(2);
    expect(other.claim(undefined)).toBe('on-demand');
    expect(other.claim(undefined)).toBe('ConcurrentInvocationLimitExceeded');
    expect(reserving.claim(undefined)).toBe('on-demand');
    expect(account.running).toBe(2);
    expect(account.unreservedRunning).toBe(1);
  });
});

describe('a reservation', () => {
  test('bounds its function, and 0 refuses all', () => {
    const fn = new FunctionConcurrency(new AccountConcurrency(1000));
    fn.reserve(1);
    expect(fn.claim(undefined)).toBe('on-demand');
    expect(fn.claim(undefined)).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
    fn.reserve(0);
    expect(fn.isBlocked).toBe(true);
    expect(fn.claim(undefined)).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
  });

  test('that is all provisioned leaves nothing for other qualifiers', () => {
    const fn = new FunctionConcurrency(new AccountConcurrency(1000));
    const share = new ProvisionedShare();
    fn.reserve(1);
    fn.provision(share, 1);
    expect(fn.claim(undefined)).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
    expect(fn.claim(share)).toBe('provisioned');
    expect(fn.claim(share)).toBe('ReservedFunctionConcurrentInvocationLimitExceeded');
    fn.release('provisioned', share);
    expect(fn.claim(share)).toBe('provisioned');
  });
});

test('calls above the provisioned count run on demand', () => {
  const fn = new FunctionConcurrency(new AccountConcurrency(2));
  const share = new ProvisionedShare();
  fn.provision(share, 1);
  expect([fn.claim(share), fn.claim(share), fn.claim(share)]).toEqual([
    'provisioned',
    'on-demand',
    'ConcurrentInvocationLimitExceeded',
  ]);
});

/** One step of a random story of two functions in one account of 6. */
type Step =
  | { readonly kind: 'invoke'; readonly fn: 0 | 1; readonly viaShare: boolean }
  | { readonly kind: 'end'; readonly index: number }
  | { readonly kind: 'reserve'; readonly fn: 0 | 1; readonly count: number | undefined }
  | { readonly kind: 'provision'; readonly fn: 0 | 1; readonly count: number };

const fn = fc.constantFrom<(0 | 1)[]>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('invoke'), fn, viaShare: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end'), index: fc.nat() }) },
  fc.record({ kind: fc.constant('reserve'), fn, count: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) }),
  fc.record({ kind: fc.constant('provision'), fn, count: fc.integer({ min: 0, max: 2 }) }),
);

test('counts are right after any interleaving of invocations, ends and changes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const account = new AccountConcurrency(6);
      const functions = [new FunctionConcurrency(account), new FunctionConcurrency(account)];
      const shares = [new ProvisionedShare(), new ProvisionedShare()];
      const reserved: (number | undefined)[] = [undefined, undefined];
      const running: { readonly fn: 0 | 1; readonly claim: Claim }[] = [];
      const onDemand = (which: number): number =>
        running.filter((run) => run.fn === which && run.claim === 'on-demand').length;
      for (const next of steps) {
        if (next.kind === 'reserve') functions[next.fn]!.reserve((reserved[next.fn] = next.count));
        if (next.kind === 'provision') functions[next.fn]!.provision(shares[next.fn]!, next.count);
        if (next.kind === 'end' && running.length > 0) {
          const [ended] = running.splice(next.index % running.length, 1);
          functions[ended!.fn]!.release(ended!.claim, shares[ended!.fn]);
        }
        if (next.kind === 'invoke') {
          const claim = functions[next.fn]!.claim(next.viaShare ? shares[next.fn] : undefined);
          if (claim === 'on-demand' || claim === 'provisioned') running.push({ fn: next.fn, claim });
          const aside = [0, 1].reduce((sum, which) => sum + (reserved[which] ?? shares[which]!.count), 0);
          if (claim === 'on-demand' && reserved[next.fn] === undefined)
            expect(account.unreservedRunning).toBeLessThanOrEqual(6 - aside);
        }
        expect(account.running).toBe(running.length);
        expect(functions[0]!.running + functions[1]!.running).toBe(running.length);
        expect(account.unreservedRunning).toBe(
          [0, 1].filter((which) => reserved[which] === undefined).reduce((sum, which) => sum + onDemand(which), 0),
        );
      }
      for (const run of running) functions[run.fn]!.release(run.claim, shares[run.fn]);
      expect([account.running, account.unreservedRunning, shares[0]!.running, shares[1]!.running]).toEqual([
        0, 0, 0, 0,
      ]);
    }),
  );
});
