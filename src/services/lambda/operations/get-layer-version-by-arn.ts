import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import type { Request, Response } from '../wire.ts';
import { getLayerVersion } from './get-layer-version.ts';

/** The same as `GetLayerVersion`, for a layer whose name and number are both in the ARN. */
export async function getLayerVersionByArn(
  input: Request<'GetLayerVersionByArn'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetLayerVersionByArn'>> {
  const arn = input.Arn ?? '';
  return getLayerVersion({ LayerName: arn, VersionNumber: Number(arn.split(':').at(-1)) }, request, context);
}
