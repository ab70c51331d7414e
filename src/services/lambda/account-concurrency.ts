/** What the functions of an account have reserved and provisioned, as the store has it now. */
import type { Change, Documents } from '../../storage/documents.ts';
import type { LambdaContext } from './context.ts';
import { readAll } from '../../storage/read-all.ts';
import { accountProvisionedPrefix, concurrencyGuardKey } from './resources/attachment-keys.ts';
import type { ProvisionedConcurrencyRecord } from './resources/attachments.ts';
import type { AccountConcurrency, FunctionConcurrency } from './resources/concurrency.ts';
import type { FunctionRecord } from './resources/function.ts';
import { functionsPrefix, type Owner } from './resources/keys.ts';

export interface ConcurrencyUse {
  readonly own: FunctionConcurrency;
  readonly account: AccountConcurrency;
  /** To be written with the change that was decided on these numbers: it fails if they are old. */
  readonly guard: Change;
}

/**
 * Counts for a function that wants more. `qualifier` names the provisioned concurrency that is about
 * to be replaced, which does not count.
 */
export async function readConcurrencyUse(
  { store, limits }: LambdaContext,
  owner: Owner,
  asking: { readonly name: string; readonly qualifier?: string },
): Promise<ConcurrencyUse> {
  const guard = await readGuard(store.documents, owner);
  const functions = await Array.fromAsync(readAll<FunctionRecord>(store.documents, functionsPrefix(owner)));
  const provisioned = await Array.fromAsync(
    readAll<ProvisionedConcurrencyRecord>(store.documents, accountProvisionedPrefix(owner)),
  );
  const reserves = new Map(functions.map(({ value }) => [value.name, value.reservedConcurrency]));
  const others = functions.filter(({ value }) => value.name !== asking.name);
  const drawnByOthers = provisioned.filter(
    ({ value }) => value.functionName !== asking.name && reserves.get(value.functionName) === undefined,
  );
  const drawnBySelf = provisioned.filter(
    ({ value }) => value.functionName === asking.name && value.qualifier !== asking.qualifier,
  );
  return {
    own: { reserved: reserves.get(asking.name), provisioned: sum(drawnBySelf.map(({ value }) => value.requested)) },
    account: {
      limit: limits.accountConcurrency,
      unreservedMin: limits.unreservedConcurrencyMin,
      reservedByOthers: sum(others.map(({ value }) => value.reservedConcurrency ?? 0)),
      provisionedByOthers: sum(drawnByOthers.map(({ value }) => value.requested)),
    },
    guard,
  };
}

async function readGuard(documents: Documents, owner: Owner): Promise<Change> {
  const key = concurrencyGuardKey(owner);
  const stored = await documents.get(key);
  return { kind: 'put', key, value: {}, ifRevision: stored?.revision ?? 0 };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
