import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProvisionedConcurrencyRecord } from './attachments.ts';
import { allocationOf, describeProvisioned, refuseProvisioned, refuseReserved } from './concurrency.ts';

const account = { limit: 1000, unreservedMin: 100, reservedByOthers: 0, provisionedByOthers: 0 };
const own = { reserved: undefined, provisioned: 0 };

describe('reserved concurrency', () => {
  test.each([
    ['nothing', 0, own, account, undefined],
    ['all but the minimum', 900, own, account, undefined],
    [
      'one more',
      901,
      own,
      account,
      /^Specified ReservedConcurrentExecutions for function decreases .* below its minimum value of \[100\]\.$/,
    ],
    ['what others have left', 300, own, { ...account, reservedByOthers: 600 }, undefined],
    [
      'more than others have left',
      301,
      own,
      { ...account, reservedByOthers: 600 },
      /decreases account's UnreservedConcurrentExecution/,
    ],
    [
      'more than others have left of what they provisioned',
      1,
      own,
      { ...account, provisionedByOthers: 900 },
      /decreases account's/,
    ],
    [
      'less than before, though the account is overdrawn',
      10,
      { ...own, reserved: 20 },
      { ...account, reservedByOthers: 950 },
      undefined,
    ],
    ['its own provisioned concurrency', 5, { ...own, provisioned: 5 }, account, undefined],
  ])('can be %s', (_what, requested, own, account, refused) => {
    const message = refuseReserved(requested, own, account)?.message;
    if (refused === undefined) expect(message).toBeUndefined();
    else expect(message).toMatch(refused);
  });

  test('is never less than what the function has provisioned', () => {
    const refused = refuseReserved(1, { reserved: undefined, provisioned: 2 }, account);
    expect(refused?.message).toBe(
      " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
    );
    expect(refused?.members).toEqual({});
  });
});

describe('provisioned concurrency', () => {
  test("comes out of the function's own reserve", () => {
    expect(
      refuseProvisioned(3, { reserved: 5, provisioned: 2 }, { ...account, reservedByOthers: 1000 }),
    ).toBeUndefined();
    const refused = refuseProvisioned(4, { reserved: 5, provisioned: 2 }, account);
    expect(refused?.message).toBe(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
    expect(refused?.members).toEqual({ Type: 'User' });
  });

  test('comes out of the account where nothing is reserved', () => {
    expect(refuseProvisioned(900, own, account)).toBeUndefined();
    expect(refuseProvisioned(901, own, account)?.message).toBe(
      "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
    const refused = refuseProvisioned(1001, own, account);
    expect(refused?.message).toBe(
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
    );
    expect(refused?.members).toEqual({});
  });
});

describe('the environments', () => {
  test('of a version are all its own', () => {
    expect(allocationOf('3', 5)).toEqual([{ version: '3', count: 5 }]);
    expect(allocationOf({ functionVersion: '1' }, 5)).toEqual([{ version: '1', count: 5 }]);
  });

  test.each([
    [10, 0.1, 9, 1],
    [5, 0.1, 5, 1],
    [10, 0.7, 3, 7],
    [1, 0.5, 1, 1],
  ])('of a weighted alias are split by weight, rounded up: %i at %d', (requested, weight, first, second) => {
    const alias = { functionVersion: '1', additional: { version: '2', weight } };
    expect(allocationOf(alias, requested)).toEqual([
      { version: '1', count: first },
      { version: '2', count: second },
    ]);
  });

  test('are none for a version without weight', () => {
    expect(allocationOf({ functionVersion: '1', additional: { version: '2', weight: 0 } }, 4)).toEqual([
      { version: '1', count: 4 },
    ]);
    expect(allocationOf({ functionVersion: '1', additional: { version: '2', weight: 1 } }, 4)).toEqual([
      { version: '2', count: 4 },
    ]);
  });

  test('are never fewer than asked for, and at most one more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 100 }), (requested, percent) => {
        const shares = allocationOf(
          { functionVersion: '1', additional: { version: '2', weight: percent / 100 } },
          requested,
        );
        const total = shares.reduce((sum, { count }) => sum + count, 0);
        expect(total).toBeGreaterThanOrEqual(requested);
        expect(total).toBeLessThanOrEqual(requested + 1);
      }),
    );
  });
});

describe('a provisioned concurrency is shown', () => {
  const record: ProvisionedConcurrencyRecord = {
    functionName: 'fn',
    qualifier: 'live',
    requested: 2,
    status: { phase: 'in-progress' },
    lastModifiedAt: Date.UTC(2025, 2, 1, 12, 34, 56),
  };
  const onOne = allocationOf('1', 2);

  test('in progress, with nothing, when it is new', () => {
    expect(describeProvisioned(record, onOne)).toEqual({
      RequestedProvisionedConcurrentExecutions: 2,
      AvailableProvisionedConcurrentExecutions: 0,
      AllocatedProvisionedConcurrentExecutions: 0,
      Status: 'IN_PROGRESS',
      LastModified: '2025-03-01T12:34:56.000+0000',
    });
  });

  test('ready with all', () => {
    const ready = { ...record, status: { phase: 'ready' } as const, allocation: onOne };
    expect(describeProvisioned(ready, onOne)).toMatchObject({
      Status: 'READY',
      AvailableProvisionedConcurrentExecutions: 2,
    });
  });

  test('in progress again, with those of before, from the moment its alias has moved', () => {
    const ready = { ...record, status: { phase: 'ready' } as const, allocation: onOne };
    expect(describeProvisioned(ready, allocationOf('2', 2))).toMatchObject({
      Status: 'IN_PROGRESS',
      AllocatedProvisionedConcurrentExecutions: 2,
      AvailableProvisionedConcurrentExecutions: 2,
    });
  });

  test("failed with AWS's code for it", () => {
    const failed = { ...record, status: { phase: 'failed', reason: 'Cannot find module' } as const, allocation: onOne };
    expect(describeProvisioned(failed, onOne)).toMatchObject({
      Status: 'FAILED',
      StatusReason: 'FUNCTION_ERROR_INIT_FAILURE',
      AllocatedProvisionedConcurrentExecutions: 0,
    });
  });
});
