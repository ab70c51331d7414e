/** Reserved and provisioned concurrency: what an account may hand out, and how AWS shows it. */
import { invalidParameter } from '../errors.ts';
import { ApiError } from '../../../aws/api-error.ts';
import type { Response } from '../wire.ts';
import type { ProvisionedConcurrencyRecord, VersionShare } from './attachments.ts';
import type { AliasRecord } from './function.ts';
import { describeMoment } from './describe-function.ts';

/** What the account has handed out, apart from the function that asks. */
export interface AccountConcurrency {
  readonly limit: number;
  readonly unreservedMin: number;
  /** Reserved by other functions. */
  readonly reservedByOthers: number;
  /** Provisioned by other functions that have no reserve to take it from. */
  readonly provisionedByOthers: number;
}

export interface FunctionConcurrency {
  readonly reserved: number | undefined;
  /** Sum of the function's provisioned concurrency, without the configuration that is being written. */
  readonly provisioned: number;
}

/** Why the function cannot reserve as much; `undefined`: it can. */
export function refuseReserved(
  requested: number,
  own: FunctionConcurrency,
  account: AccountConcurrency,
): ApiError | undefined {
  if (requested < own.provisioned) {
    return accountError(
      ` ReservedConcurrentExecutions  ${requested} should not be lower than function's total provisioned concurrency [${own.provisioned}].`,
    );
  }
  const unreserved = account.limit - account.reservedByOthers - account.provisionedByOthers - requested;
  const takesMore = requested > (own.reserved ?? 0);
  if (!takesMore || unreserved >= account.unreservedMin) return undefined;
  return accountError(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${account.unreservedMin}].`,
  );
}

/** Why the function cannot provision as much; `undefined`: it can. */
export function refuseProvisioned(
  requested: number,
  own: FunctionConcurrency,
  account: AccountConcurrency,
): ApiError | undefined {
  if (own.reserved !== undefined) {
    if (own.provisioned + requested <= own.reserved) return undefined;
    return invalidParameter(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
  }
  const unreserved = account.limit - account.reservedByOthers - account.provisionedByOthers - own.provisioned;
  if (requested > unreserved) {
    return accountError(
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${unreserved}].`,
    );
  }
  if (unreserved - requested >= account.unreservedMin) return undefined;
  return accountError(
    `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${account.unreservedMin}].`,
  );
}

/** The account's bounds are among the few refusals that AWS sends without a `Type`. */
function accountError(message: string): ApiError {
  return new ApiError('InvalidParameterValueException', message);
}

/**
 * The versions that share a provisioned concurrency, and how many environments each is to have. An
 * alias with two versions splits them by weight, each part rounded up, so that neither version meets
 * its share of the calls with fewer than its share of the environments.
 */
export function allocationOf(
  target:
    | string
    | (Pick<AliasRecord, 'functionVersion'> & { readonly additional?: AliasRecord['additional'] | undefined }),
  requested: number,
): readonly VersionShare[] {
  if (typeof target === 'string') return [{ version: target, count: requested }];
  const { functionVersion, additional } = target;
  if (additional === undefined) return [{ version: functionVersion, count: requested }];
  return [
    { version: functionVersion, count: roundUp(requested * (1 - additional.weight)) },
    { version: additional.version, count: roundUp(requested * additional.weight) },
  ].filter(({ count }) => count > 0);
}

/** 10 × (1 − 0.9) is a hair more than 1 in binary fractions; that hair is no environment. */
function roundUp(count: number): number {
  return Math.ceil(Number(count.toFixed(6)));
}

export function isSameAllocation(one: readonly VersionShare[], other: readonly VersionShare[]): boolean {
  return (
    one.length === other.length &&
    one.every((share, at) => share.version === other[at]?.version && share.count === other[at].count)
  );
}

/**
 * A provisioned concurrency as the API shows it. `wanted` is what its alias or version asks for now:
 * as soon as the alias has moved, the status is that of the move, though no one has begun with it.
 */
export function describeProvisioned(
  record: ProvisionedConcurrencyRecord,
  wanted: readonly VersionShare[],
): Response<'GetProvisionedConcurrencyConfig'> {
  const allocation = record.allocation ?? [];
  const isSettled = record.status.phase !== 'in-progress' && isSameAllocation(allocation, wanted);
  const count = record.status.phase === 'failed' ? 0 : allocation.reduce((sum, share) => sum + share.count, 0);
  return {
    RequestedProvisionedConcurrentExecutions: record.requested,
    AvailableProvisionedConcurrentExecutions: count,
    AllocatedProvisionedConcurrentExecutions: count,
    ...describeStatus(record, isSettled),
    LastModified: describeMoment(record.lastModifiedAt),
  };
}

function describeStatus({ status }: ProvisionedConcurrencyRecord, isSettled: boolean) {
  if (!isSettled || status.phase === 'in-progress') return { Status: 'IN_PROGRESS' } as const;
  // AWS names the kind of failure only: what the init said is in the function's log.
  return status.phase === 'ready'
    ? ({ Status: 'READY' } as const)
    : ({ Status: 'FAILED', StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' } as const);
}
