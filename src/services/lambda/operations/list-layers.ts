import type { RequestContext } from '../../../aws/caller.ts';
import type { Documents } from '../../../storage/documents.ts';
import type { LambdaContext } from '../context.ts';
import { formatMarker, parseMarker } from '../marker-page.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { LayerRecord, LayerVersionRecord } from '../resources/attachments.ts';
import { layersPrefix, layerVersionsPrefix, type Owner } from '../resources/keys.ts';
import { describeListedLayerVersion, isCompatible, layerArn } from '../resources/layer.ts';
import type { Request, Response } from '../wire.ts';

/** The account's layers by name, each with the newest of its versions that match. */
export async function listLayers(
  input: Request<'ListLayers'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'ListLayers'>> {
  const { documents } = context.store;
  const owner = { region: request.caller.region, account: request.caller.account };
  const limit = input.MaxItems ?? 50;
  const after = input.Marker === undefined ? undefined : parseMarker(input.Marker);
  const newest: LayerVersionRecord[] = [];
  for await (const { value } of readAll<LayerRecord>(documents, layersPrefix(owner))) {
    if (after !== undefined && value.name <= after) continue;
    // One more than asked for tells whether there is another page.
    if (newest.length > limit) break;
    const version = await findNewestMatching(documents, owner, value.name, input);
    if (version !== undefined) newest.push(version);
  }
  const page = newest.slice(0, limit);
  const last = page.at(-1);
  return {
    Layers: page.map((version) => ({
      LayerName: version.layerName,
      LayerArn: layerArn({ owner, name: version.layerName }),
      LatestMatchingVersion: describeListedLayerVersion(version),
    })),
    ...(last === undefined || page.length === newest.length ? {} : { NextMarker: formatMarker(last.layerName) }),
  };
}

/** A layer whose versions are all deleted has none, and is not listed. */
async function findNewestMatching(
  documents: Documents,
  owner: Owner,
  name: string,
  input: Request<'ListLayers'>,
): Promise<LayerVersionRecord | undefined> {
  const versions = await Array.fromAsync(readAll<LayerVersionRecord>(documents, layerVersionsPrefix(owner, name)));
  return versions.map(({ value }) => value).findLast((version) => isCompatible(version, input));
}
