import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { resourceNotFound } from '../errors.ts';
import { listMarkerPage } from '../marker-page.ts';
import { findFunction } from '../records.ts';
import type { EventInvokeRecord } from '../resources/attachments.ts';
import { describeEventInvoke } from '../resources/event-invoke.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { eventInvokePrefix } from '../resources/keys.ts';
import type { Request, Response } from '../wire.ts';

/** The settings for `$LATEST`, then those of versions and aliases. */
export async function listFunctionEventInvokeConfigs(
  input: Request<'ListFunctionEventInvokeConfigs'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'ListFunctionEventInvokeConfigs'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, undefined, request.caller);
  const { owner, name } = reference;
  if ((await findFunction(documents, reference)) === undefined) throw resourceNotFound("The function doesn't exist.");
  const query = { prefix: eventInvokePrefix(owner, name), marker: input.Marker, limit: input.MaxItems ?? 50 };
  const page = await listMarkerPage<EventInvokeRecord>(documents, query);
  return {
    FunctionEventInvokeConfigs: page.documents.map(({ value }) => describeEventInvoke(owner, value)),
    ...(page.nextMarker === undefined ? {} : { NextMarker: page.nextMarker }),
  };
}
