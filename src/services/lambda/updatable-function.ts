/** What UpdateFunctionCode, UpdateFunctionConfiguration and PublishVersion ask of a function before anything else. */
import type { RequestContext } from '../../aws/caller.ts';
import type { Stored } from '../../storage/documents.ts';
import type { LambdaContext } from './context.ts';
import { invalidParameter, refuse, requireRevision } from './errors.ts';
import { requireFunction } from './records.ts';
import { parseFunctionReference, qualifierKind, type FunctionReference } from './resources/function-reference.ts';
import { whyNotUpdatable } from './resources/function-state.ts';
import type { FunctionRecord } from './resources/function.ts';

/** Reads a name that must mean `$LATEST`: versions never change, and an alias is none of the function. */
export function parseLatestReference(functionName: string | undefined, { caller }: RequestContext): FunctionReference {
  const reference = parseFunctionReference(functionName, undefined, caller);
  if (qualifierKind(reference.qualifier) === 'latest') return reference;
  throw invalidParameter('Current operation does not support versions other than $LATEST');
}

/** The function, if it exists, is not changing already and is at the caller's revision. */
export async function requireUpdatable(
  reference: FunctionReference,
  revisionId: string | undefined,
  { store }: Pick<LambdaContext, 'store'>,
): Promise<Stored<FunctionRecord>> {
  const stored = await requireFunction(store.documents, reference);
  refuse(whyNotUpdatable(stored.value));
  requireRevision(stored.value, revisionId);
  return stored;
}
