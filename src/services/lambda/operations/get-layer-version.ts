import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { describeLayerVersion, parseLayerReference } from '../resources/layer.ts';
import { requireReadableLayerVersion } from '../stored-layer.ts';
import type { Request, Response } from '../wire.ts';

export async function getLayerVersion(
  input: Request<'GetLayerVersion'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetLayerVersion'>> {
  const reference = parseLayerReference(input.LayerName, request.caller);
  const record = await requireReadableLayerVersion(
    context.store.documents,
    reference,
    input.VersionNumber,
    request.caller,
  );
  return describeLayerVersion(record, context.packageUrl(record.content.blob, request));
}
