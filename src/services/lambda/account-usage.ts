/** What an account's functions and layers take up. */
import { ApiError } from '../../aws/api-error.ts';
import type { Documents } from '../../storage/documents.ts';
import type { LambdaContext } from './context.ts';
import { readAll } from '../../storage/read-all.ts';
import type { LayerVersionRecord } from './resources/attachments.ts';
import { shownSettings } from './resources/function-state.ts';
import type { FunctionRecord, VersionRecord } from './resources/function.ts';
import { allLayerVersionsPrefix, allVersionsPrefix, functionsPrefix, type Owner } from './resources/keys.ts';

export interface AccountUsage {
  readonly functionCount: number;
  /** Every function, every published version and every layer version counts, also where they share content. */
  readonly codeBytes: number;
  readonly reservedConcurrency: number;
}

export async function measureAccount(documents: Documents, owner: Owner): Promise<AccountUsage> {
  let functionCount = 0;
  let codeBytes = 0;
  let reservedConcurrency = 0;
  for await (const { value } of readAll<FunctionRecord>(documents, functionsPrefix(owner))) {
    functionCount += 1;
    codeBytes += shownSettings(value).code.sizeBytes;
    reservedConcurrency += value.reservedConcurrency ?? 0;
  }
  for await (const { value } of readAll<VersionRecord>(documents, allVersionsPrefix(owner)))
    codeBytes += value.settings.code.sizeBytes;
  for await (const { value } of readAll<LayerVersionRecord>(documents, allLayerVersionsPrefix(owner)))
    codeBytes += value.content.sizeBytes;
  return { functionCount, codeBytes, reservedConcurrency };
}

/** Throws where the account has no room for `addedBytes` more of code. */
export async function requireCodeStorage(
  addedBytes: number,
  owner: Owner,
  { store, limits }: Pick<LambdaContext, 'store' | 'limits'>,
): Promise<void> {
  const { codeBytes } = await measureAccount(store.documents, owner);
  if (codeBytes + addedBytes > limits.codeStorageBytes) {
    throw new ApiError('CodeStorageExceededException', 'Code storage limit exceeded.', { Type: 'User' });
  }
}
