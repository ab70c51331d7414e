/** Reading functions, versions and aliases from the store. */
import type { Documents, Stored } from '../../storage/documents.ts';
import { functionNotFound } from './errors.ts';
import { functionArn, qualifierKind, type FunctionReference } from './resources/function-reference.ts';
import type { AliasRecord, FunctionRecord, VersionRecord } from './resources/function.ts';
import { aliasKey, functionKey, versionKey, type Owner } from './resources/keys.ts';

export function findFunction(
  documents: Documents,
  { owner, name }: FunctionReference,
): Promise<Stored<FunctionRecord> | undefined> {
  return documents.get<FunctionRecord>(functionKey(owner, name));
}

/** The function, or AWS's words for a missing one, which name the qualifier where one was given. */
export async function requireFunction(
  documents: Documents,
  reference: FunctionReference,
): Promise<Stored<FunctionRecord>> {
  const found = await findFunction(documents, reference);
  if (found === undefined) throw functionNotFound(functionArn(reference.owner, reference.name, reference.qualifier));
  return found;
}

export async function findVersion(
  documents: Documents,
  owner: Owner,
  name: string,
  version: string,
): Promise<Stored<VersionRecord> | undefined> {
  const found = await documents.get<VersionRecord>(versionKey(owner, name, version));
  // Keys are padded: version 1 would answer for 01, which AWS does not know.
  return found?.value.version === version ? found : undefined;
}

export function findAlias(
  documents: Documents,
  owner: Owner,
  name: string,
  alias: string,
): Promise<Stored<AliasRecord> | undefined> {
  return documents.get<AliasRecord>(aliasKey(owner, name, alias));
}

/** What a qualifier leads to: the function itself or one of its versions. */
export type Target =
  | { readonly kind: 'latest'; readonly function: FunctionRecord }
  | { readonly kind: 'version'; readonly function: FunctionRecord; readonly version: VersionRecord };

/** Follows a reference, an alias to its primary version; throws where any part of the way is missing. */
export async function requireTarget(documents: Documents, reference: FunctionReference): Promise<Target> {
  const { owner, name, qualifier } = reference;
  const { value: record } = await requireFunction(documents, reference);
  const missing = (): Error => functionNotFound(functionArn(owner, name, qualifier));
  let number = qualifier ?? '$LATEST';
  if (qualifierKind(qualifier) === 'alias') {
    const alias = await findAlias(documents, owner, name, number);
    if (alias === undefined) throw missing();
    number = alias.value.functionVersion;
  }
  if (number === '$LATEST') return { kind: 'latest', function: record };
  const version = await findVersion(documents, owner, name, number);
  if (version === undefined) throw missing();
  return { kind: 'version', function: record, version: version.value };
}
