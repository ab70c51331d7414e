import type { RequestContext } from '../../../aws/caller.ts';
import { measureAccount } from '../account-usage.ts';
import type { LambdaContext } from '../context.ts';
import { unzippedBytesMax } from '../package-folders.ts';
import type { Response } from '../wire.ts';

/** The account's limits in the region and what is used of them. */
export async function getAccountSettings(
  _input: object,
  { caller }: RequestContext,
  { store, limits }: LambdaContext,
): Promise<Response<'GetAccountSettings'>> {
  const usage = await measureAccount(store.documents, { region: caller.region, account: caller.account });
  return {
    AccountLimit: {
      TotalCodeSize: limits.codeStorageBytes,
      CodeSizeUnzipped: unzippedBytesMax,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: limits.accountConcurrency,
      UnreservedConcurrentExecutions: limits.accountConcurrency - usage.reservedConcurrency,
    },
    AccountUsage: { TotalCodeSize: usage.codeBytes, FunctionCount: usage.functionCount },
  };
}
