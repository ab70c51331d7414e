/** What provisioned concurrency can be given to: a published version, or an alias. */
import type { ApiError } from '../../aws/api-error.ts';
import type { Documents } from '../../storage/documents.ts';
import { targetNotFound } from './attachment-target.ts';
import type { LambdaContext } from './context.ts';
import { invalidParameter, resourceConflict } from './errors.ts';
import { findAlias, findVersion } from './records.ts';
import { readAll } from '../../storage/read-all.ts';
import type { ProvisionedConcurrencyRecord } from './resources/attachments.ts';
import { parseFunctionReference, qualifierKind, type FunctionReference } from './resources/function-reference.ts';
import type { AliasRecord } from './resources/function.ts';
import { aliasesPrefix, provisionedKey, provisionedPrefix } from './resources/keys.ts';
import type { RequestContext } from '../../aws/caller.ts';

/** A version's number, or where an alias points to. */
export type Provisionable = string | Pick<AliasRecord, 'functionVersion' | 'additional'>;

export async function findProvisionable(
  documents: Documents,
  reference: FunctionReference,
): Promise<Provisionable | undefined> {
  const { qualifier } = reference;
  if (qualifier === undefined || qualifierKind(qualifier) === 'latest') return undefined;
  const { owner, name } = reference;
  if (qualifierKind(qualifier) === 'alias') return (await findAlias(documents, owner, name, qualifier))?.value;
  return (await findVersion(documents, owner, name, qualifier))?.value.version;
}

export async function requireProvisionable(documents: Documents, reference: FunctionReference): Promise<Provisionable> {
  const target = await findProvisionable(documents, reference);
  if (target === undefined) throw targetNotFound(reference);
  return target;
}

/** The alias or version that a read or a delete names; `$LATEST` is neither. */
export async function requireNamedProvisionable(
  input: { readonly FunctionName: string | undefined; readonly Qualifier: string | undefined },
  { store }: LambdaContext,
  request: RequestContext,
) {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const { owner, name, qualifier = '$LATEST' } = reference;
  if (qualifier === '$LATEST') {
    throw invalidParameter('The function resource provided must be an alias or a published version.');
  }
  const target = await requireProvisionable(store.documents, reference);
  return { target, key: provisionedKey(owner, name, qualifier) };
}

/** AWS takes provisioned concurrency for a version or for an alias that points to it, never for both. */
export async function refuseSharedVersion(
  documents: Documents,
  reference: FunctionReference,
  target: Provisionable,
): Promise<ApiError | undefined> {
  const { owner, name, qualifier } = reference;
  if (typeof target !== 'string') {
    for (const version of versionsOf(target)) {
      if ((await documents.get(provisionedKey(owner, name, version))) === undefined) continue;
      return resourceConflict(
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
      );
    }
    return undefined;
  }
  const provisioned = await Array.fromAsync(
    readAll<ProvisionedConcurrencyRecord>(documents, provisionedPrefix(owner, name)),
  );
  const aliases = await Array.fromAsync(readAll<AliasRecord>(documents, aliasesPrefix(owner, name)));
  const pointing = aliases.filter(({ value }) => versionsOf(value).includes(qualifier ?? ''));
  const isPointedTo = pointing.some((alias) => provisioned.some(({ value }) => value.qualifier === alias.value.name));
  return isPointedTo ? resourceConflict('Version is pointed by a Provisioned Concurrency alias') : undefined;
}

function versionsOf(alias: Pick<AliasRecord, 'functionVersion' | 'additional'>): readonly string[] {
  return alias.additional === undefined ? [alias.functionVersion] : [alias.functionVersion, alias.additional.version];
}
