import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { formatMarker, parseMarker } from '../marker-page.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { LayerVersionRecord } from '../resources/attachments.ts';
import { layerVersionsPrefix } from '../resources/keys.ts';
import { describeListedLayerVersion, isCompatible, parseOwnLayerReference } from '../resources/layer.ts';
import type { Request, Response } from '../wire.ts';

/** A layer's versions, the newest first. A layer that does not exist has none. */
export async function listLayerVersions(
  input: Request<'ListLayerVersions'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'ListLayerVersions'>> {
  const { owner, name } = parseOwnLayerReference(input.LayerName, request.caller, 'ListLayerVersions');
  const before = input.Marker === undefined ? Infinity : Number(parseMarker(input.Marker));
  const stored = await Array.fromAsync(
    readAll<LayerVersionRecord>(context.store.documents, layerVersionsPrefix(owner, name)),
  );
  const matching = stored
    .map(({ value }) => value)
    .filter((record) => record.version < before && isCompatible(record, input))
    .toReversed();
  const page = matching.slice(0, input.MaxItems ?? 50);
  const last = page.at(-1);
  return {
    LayerVersions: page.map(describeListedLayerVersion),
    ...(last === undefined || page.length === matching.length
      ? {}
      : { NextMarker: formatMarker(String(last.version)) }),
  };
}
