/** What putting and updating the settings of asynchronous events have in common. */
import type { ApiError } from '../../aws/api-error.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Documents, Stored } from '../../storage/documents.ts';
import { findTarget } from './attachment-target.ts';
import type { LambdaContext } from './context.ts';
import { invalidParameter, refuse, resourceNotFound } from './errors.ts';
import type { EventInvokeRecord } from './resources/attachments.ts';
import {
  createEventInvoke,
  functionDestinations,
  refuseDestinations,
  refuseNothing,
} from './resources/event-invoke.ts';
import { functionArn, parseFunctionReference, type FunctionReference } from './resources/function-reference.ts';
import { eventInvokeKey } from './resources/keys.ts';
import { retryOnConflict } from './compare-and-set.ts';
import type { Request } from './wire.ts';

/** Where the settings of what a request names are kept; `$LATEST` where it has no qualifier. */
export function locateEventInvoke(
  input: { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined },
  request: RequestContext,
) {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const { owner, name, qualifier = '$LATEST' } = reference;
  return { reference, owner, name, qualifier, key: eventInvokeKey(owner, name, qualifier) };
}

export async function requireEventInvoke(
  documents: Documents,
  { owner, name, qualifier, key }: ReturnType<typeof locateEventInvoke>,
): Promise<Stored<EventInvokeRecord>> {
  const stored = await documents.get<EventInvokeRecord>(key);
  if (stored !== undefined) return stored;
  throw resourceNotFound(`The function ${functionArn(owner, name, qualifier)} doesn't have an EventInvokeConfig`);
}

/** `put` replaces all settings, `update` keeps those that the request does not name. */
export async function writeEventInvoke(
  input: Request<'PutFunctionEventInvokeConfig'>,
  context: LambdaContext,
  request: RequestContext,
  mode: 'put' | 'update',
): Promise<EventInvokeRecord> {
  const { documents } = context.store;
  const location = locateEventInvoke(input, request);
  const { reference, name, qualifier, key } = location;
  return retryOnConflict(async () => {
    if ((await findTarget(documents, reference)) === undefined) throw resourceNotFound("The function doesn't exist.");
    const before =
      mode === 'update' ? await requireEventInvoke(documents, location) : await documents.get<EventInvokeRecord>(key);
    refuse(refuseNothing(input));
    refuse(refuseDestinations(input.DestinationConfig, reference, context));
    refuse(await refuseMissingFunctions(documents, input, reference));
    const target = { functionName: name, qualifier, at: context.clock.now() };
    const record = createEventInvoke(input, target, mode === 'update' ? before?.value : undefined);
    await documents.write([{ kind: 'put', key, value: record, ifRevision: before?.revision ?? 0 }]);
    return record;
  });
}

async function refuseMissingFunctions(
  documents: Documents,
  input: Request<'PutFunctionEventInvokeConfig'>,
  { owner }: FunctionReference,
): Promise<ApiError | undefined> {
  for (const destination of functionDestinations(input.DestinationConfig)) {
    const found = await findDestination(documents, destination, owner);
    if (!found) return invalidParameter(`The destination ARN ${destination} is invalid.`);
  }
  return undefined;
}

/** A function can be a destination where the caller could reach it: in the same account and region. */
async function findDestination(documents: Documents, arn: string, owner: FunctionReference['owner']): Promise<boolean> {
  const [, , , region, account, kind, name, qualifier, ...rest] = arn.split(':');
  if (region !== owner.region || account !== owner.account || kind !== 'function') return false;
  if (name === undefined || rest.length > 0) return false;
  const reference = qualifier === undefined ? { owner, name } : { owner, name, qualifier };
  return (await findTarget(documents, reference)) !== undefined;
}
