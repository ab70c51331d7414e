import type { RequestContext } from '../../../aws/caller.ts';
import { requireCodeStorage } from '../account-usage.ts';
import { readPackage, storePackage } from '../code-source.ts';
import { changeInTurn } from '../in-turn.ts';
import type { LambdaContext } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import type { LayerRecord, LayerVersionRecord } from '../resources/attachments.ts';
import { layerKey, layerVersionKey } from '../resources/keys.ts';
import { describeLayerVersion, parseOwnLayerReference } from '../resources/layer.ts';
import type { Request, Response } from '../wire.ts';

/** Makes the next version of a layer. Numbers count up and are never given twice, also after a deletion. */
export async function publishLayerVersion(
  input: Request<'PublishLayerVersion'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'PublishLayerVersion'>> {
  const { documents } = context.store;
  const { owner, name } = parseOwnLayerReference(input.LayerName, request.caller, 'PublishLayerVersion');
  if (input.Content?.S3ObjectStorageMode === 'REFERENCE') {
    throw invalidParameter(
      'S3ObjectStorageMode REFERENCE is not supported: Serin keeps a copy of every layer. Use COPY, or leave it out.',
    );
  }
  const checked = await readPackage(input.Content ?? {}, request, context);
  await requireCodeStorage(checked.zip.byteLength, owner, context);
  const { sha256, blob, sizeBytes } = await storePackage(checked, context);
  return changeInTurn(documents, layerKey(owner, name), async () => {
    const layer = await documents.get<LayerRecord>(layerKey(owner, name));
    const version = layer?.value.nextVersion ?? 1;
    const counter: LayerRecord = { ...owner, name, nextVersion: version + 1 };
    const record: LayerVersionRecord = {
      ...owner,
      layerName: name,
      version,
      description: input.Description ?? '',
      content: { sha256, blob, sizeBytes },
      createdAt: context.clock.now(),
      ...(input.CompatibleRuntimes === undefined ? {} : { compatibleRuntimes: input.CompatibleRuntimes }),
      ...(input.CompatibleArchitectures === undefined
        ? {}
        : { compatibleArchitectures: input.CompatibleArchitectures }),
      ...(input.LicenseInfo === undefined ? {} : { licenseInfo: input.LicenseInfo }),
    };
    await documents.write([
      { kind: 'put', key: layerKey(owner, name), value: counter, ifRevision: layer?.revision ?? 0 },
      { kind: 'put', key: layerVersionKey(owner, name, version), value: record, ifRevision: 0 },
    ]);
    return describeLayerVersion(record, context.packageUrl(blob, request));
  });
}
