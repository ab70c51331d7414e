import type { RequestContext } from '../../../aws/caller.ts';
import type { Change, Documents } from '../../../storage/documents.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { functionNotFound, invalidParameter, resourceConflict } from '../errors.ts';
import { findFunction, findVersion } from '../records.ts';
import { readAll } from '../../../storage/read-all.ts';
import { functionArn, parseFunctionReference, type FunctionReference } from '../resources/function-reference.ts';
import type { AliasRecord } from '../resources/function.ts';
import {
  aliasesPrefix,
  eventInvokeKey,
  eventInvokePrefix,
  functionKey,
  provisionedKey,
  provisionedPrefix,
  urlsPrefix,
  versionKey,
  versionsPrefix,
} from '../resources/keys.ts';
import type { Request, Response } from '../wire.ts';

/** Deletes a function with all that hangs on it, or one of its versions. */
export async function deleteFunction(
  input: Request<'DeleteFunction'>,
  { caller }: RequestContext,
  { store }: LambdaContext,
): Promise<Response<'DeleteFunction'>> {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, caller);
  requireDeletable(reference.qualifier);
  await retryOnConflict(() =>
    reference.qualifier === undefined
      ? deleteWhole(reference, store.documents)
      : deleteVersion(reference, reference.qualifier, store.documents),
  );
  return { StatusCode: 204 };
}

/** Recorded: AWS looks at the qualifier before it looks for the function. */
function requireDeletable(qualifier: string | undefined): void {
  if (qualifier === '$LATEST')
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  if (qualifier !== undefined && /^(?![0-9]+$)[a-zA-Z0-9-_]+$/.test(qualifier)) {
    throw invalidParameter('Deletion of aliases is not currently supported.');
  }
}

async function deleteWhole({ owner, name }: FunctionReference, documents: Documents): Promise<void> {
  const record = await requireUnqualified({ owner, name }, documents);
  const changes: Change[] = [];
  const prefixes = [versionsPrefix, aliasesPrefix, eventInvokePrefix, urlsPrefix, provisionedPrefix];
  for (const prefix of prefixes) {
    for await (const { key } of readAll(documents, prefix(owner, name))) changes.push({ kind: 'delete', key });
  }
  // Last, so that whoever follows the changes sees nothing of a function that is gone already.
  changes.push({ kind: 'delete', key: functionKey(owner, name), ifRevision: record.revision });
  await documents.write(changes);
}

/** A version that never was is as good as deleted; one that an alias routes to stays. */
async function deleteVersion(
  { owner, name }: FunctionReference,
  qualifier: string,
  documents: Documents,
): Promise<void> {
  await requireUnqualified({ owner, name }, documents);
  const version = await findVersion(documents, owner, name, qualifier);
  if (version === undefined) return;
  const aliases: string[] = [];
  for await (const { value } of readAll<AliasRecord>(documents, aliasesPrefix(owner, name))) {
    if (value.functionVersion === qualifier || value.additional?.version === qualifier) aliases.push(value.name);
  }
  if (aliases.length > 0) {
    throw resourceConflict(
      `Unable to delete version because the following aliases reference it: [${aliases.join(', ')}]`,
    );
  }
  await documents.write([
    { kind: 'delete', key: versionKey(owner, name, qualifier), ifRevision: version.revision },
    { kind: 'delete', key: eventInvokeKey(owner, name, qualifier) },
    { kind: 'delete', key: provisionedKey(owner, name, qualifier) },
  ]);
}

/** Recorded: a missing function is named without the qualifier here. */
async function requireUnqualified(reference: FunctionReference, documents: Documents) {
  const record = await findFunction(documents, reference);
  if (record === undefined) throw functionNotFound(functionArn(reference.owner, reference.name));
  return record;
}
