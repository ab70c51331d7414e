import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { layerVersionKey } from '../resources/keys.ts';
import { parseOwnLayerReference, requireLayerVersionNumber } from '../resources/layer.ts';
import type { Request, Response } from '../wire.ts';

/** Takes a version out of use for further functions; those that name it keep its content. */
export async function deleteLayerVersion(
  input: Request<'DeleteLayerVersion'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'DeleteLayerVersion'>> {
  const { owner, name } = parseOwnLayerReference(input.LayerName, request.caller, 'DeleteLayerVersion');
  const version = requireLayerVersionNumber(input.VersionNumber);
  await context.store.documents.write([{ kind: 'delete', key: layerVersionKey(owner, name, version) }]);
  return {};
}
