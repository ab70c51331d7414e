import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { resourceNotFound } from '../errors.ts';
import { listMarkerPage } from '../marker-page.ts';
import { findFunction } from '../records.ts';
import type { FunctionUrlRecord } from '../resources/attachments.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { describeUrl } from '../resources/function-url.ts';
import { urlsPrefix } from '../resources/keys.ts';
import type { Request, Response } from '../wire.ts';

/** The URL of the function, then those of its aliases by name. */
export async function listFunctionUrlConfigs(
  input: Request<'ListFunctionUrlConfigs'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'ListFunctionUrlConfigs'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, undefined, request.caller);
  const { owner, name } = reference;
  if ((await findFunction(documents, reference)) === undefined) throw resourceNotFound('Function does not exist');
  const query = { prefix: urlsPrefix(owner, name), marker: input.Marker, limit: input.MaxItems ?? 50 };
  const page = await listMarkerPage<FunctionUrlRecord>(documents, query);
  return {
    FunctionUrlConfigs: page.documents.map(({ value }) => describeUrl(owner, value, request.origin)),
    ...(page.nextMarker === undefined ? {} : { NextMarker: page.nextMarker }),
  };
}
