/** The records that attachments hang on: a function, one of its versions or one of its aliases. */
import { aliasNotFound, functionNotFound } from './errors.ts';
import type { ApiError } from '../../aws/api-error.ts';
import type { Documents, Stored } from '../../storage/documents.ts';
import { functionArn, qualifierKind, type FunctionReference } from './resources/function-reference.ts';
import type { AliasRecord, FunctionRecord, VersionRecord } from './resources/function.ts';
import { aliasKey, functionKey, versionKey } from './resources/keys.ts';

export function findFunction(documents: Documents, { owner, name }: FunctionReference): Promise<Stored<FunctionRecord> | undefined> {
  return documents.get<FunctionRecord>(functionKey(owner, name));
}

/** The function, whatever the qualifier; AWS names the unqualified ARN where it is missing. */
export async function requireFunction(documents: Documents, reference: FunctionReference): Promise<Stored<FunctionRecord>> {
  const stored = await findFunction(documents, reference);
  if (stored !== undefined) return stored;
  throw functionNotFound(functionArn(reference.owner, reference.name));
}

export async function findVersion(documents: Documents, reference: FunctionReference, version: string): Promise<Stored<VersionRecord> | undefined> {
  const stored = await documents.get<VersionRecord>(versionKey(reference.owner, reference.name, version));
  // The key is padded: version `007` would be found as `7`.
  return stored?.value.version === version ? stored : undefined;
}

export function findAlias(documents: Documents, reference: FunctionReference, alias: string): Promise<Stored<AliasRecord> | undefined> {
  return documents.get<AliasRecord>(aliasKey(reference.owner, reference.name, alias));
}

/** What the reference names: the function itself where it has no qualifier, or `$LATEST`. */
export function findTarget(documents: Documents, reference: FunctionReference): Promise<Stored<FunctionRecord | VersionRecord | AliasRecord> | undefined> {
  const { qualifier } = reference;
  const kind = qualifierKind(qualifier);
  if (qualifier === undefined || kind === 'latest') return findFunction(documents, reference);
  return kind === 'version' ? findVersion(documents, reference, qualifier) : findAlias(documents, reference, qualifier);
}

/** What AWS says to a policy or provisioned concurrency for what is not there. */
export function targetNotFound({ owner, name, qualifier }: FunctionReference): ApiError {
  const arn = functionArn(owner, name, qualifier);
  const isAliasName = qualifierKind(qualifier) === 'alias' && /^[a-zA-Z0-9-_]+$/.test(qualifier ?? '');
  return isAliasName ? aliasNotFound(arn) : functionNotFound(arn);
}
