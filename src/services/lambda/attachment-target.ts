/** The records that attachments hang on: a function, one of its versions or one of its aliases. */
import { aliasNotFound, functionNotFound } from './errors.ts';
import type { ApiError } from '../../aws/api-error.ts';
import type { Documents, Stored } from '../../storage/documents.ts';
import { findAlias, findFunction, findVersion } from './records.ts';
import { functionArn, qualifierKind, type FunctionReference } from './resources/function-reference.ts';
import type { AliasRecord, FunctionRecord, VersionRecord } from './resources/function.ts';

/** What the reference names: the function itself where it has no qualifier, or `$LATEST`. */
export function findTarget(
  documents: Documents,
  reference: FunctionReference,
): Promise<Stored<FunctionRecord | VersionRecord | AliasRecord> | undefined> {
  const { qualifier } = reference;
  const kind = qualifierKind(qualifier);
  if (qualifier === undefined || kind === 'latest') return findFunction(documents, reference);
  const { owner, name } = reference;
  return kind === 'version'
    ? findVersion(documents, owner, name, qualifier)
    : findAlias(documents, owner, name, qualifier);
}

/** What AWS says to a policy or provisioned concurrency for what is not there. */
export function targetNotFound({ owner, name, qualifier }: FunctionReference): ApiError {
  const arn = functionArn(owner, name, qualifier);
  const isAliasName = qualifierKind(qualifier) === 'alias' && /^[a-zA-Z0-9-_]+$/.test(qualifier ?? '');
  return isAliasName ? aliasNotFound(arn) : functionNotFound(arn);
}
