/** The layers that a function names: which they are, and whether it may use them. */
import { ApiError } from '../../aws/api-error.ts';
import { parseArn } from '../../aws/arn.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Documents } from '../../storage/documents.ts';
import type { LambdaContext } from './context.ts';
import { invalidParameter } from './errors.ts';
import { unzippedBytesMax } from './package-folders.ts';
import type { LayerVersionRecord } from './resources/attachments.ts';
import type { LayerReference } from './resources/function.ts';
import { layerVersionKey } from './resources/keys.ts';

const layersMax = 5;

/** Finds the layer versions, in the order of the list. `undefined`: the request says nothing of layers. */
export async function findLayers(
  arns: readonly string[] | undefined,
  request: RequestContext,
  { store }: Pick<LambdaContext, 'store'>,
): Promise<readonly LayerReference[] | undefined> {
  if (arns === undefined) return undefined;
  if (arns.length > layersMax) throw invalidParameter(`Cannot reference more than ${layersMax} layers.`);
  const layers: LayerReference[] = [];
  for (const arn of arns) layers.push(await requireLayer(arn, request, store.documents));
  requireDistinct(arns);
  return layers;
}

async function requireLayer(arn: string, { caller }: RequestContext, documents: Documents): Promise<LayerReference> {
  const { region, account, resource } = parseArn(arn) ?? {};
  const missing = (): ApiError => invalidParameter(`Layer version ${arn} does not exist.`);
  const [, name, version] = resource?.split(':') ?? [];
  if (region === undefined || account === undefined || name === undefined || version === undefined) throw missing();
  if (region !== caller.region) {
    throw invalidParameter(
      `Layers are not in the same region as the function. Layers are expected to be in region ${caller.region}.`,
    );
  }
  const found = await documents.get<LayerVersionRecord>(layerVersionKey({ region, account }, name, Number(version)));
  if (account !== caller.account && !isShared(found?.value, caller.account)) {
    throw new ApiError(
      'AccessDeniedException',
      `User: ${caller.arn} is not authorized to perform: lambda:GetLayerVersion on resource: ${arn} because no resource-based policy allows the lambda:GetLayerVersion action`,
    );
  }
  if (found === undefined) throw missing();
  return { arn, codeSize: found.value.content.sizeBytes, blob: found.value.content.blob };
}

/** Whether the layer's own policy lets another account use it. */
function isShared(layer: LayerVersionRecord | undefined, account: string): boolean {
  const statements = layer?.policy?.statements ?? [];
  return statements.some((statement) => {
    const principal = JSON.stringify(statement['Principal'] ?? '');
    return statement['Effect'] === 'Allow' && (principal.includes('"*"') || principal.includes(account));
  });
}

/** AWS names the first two that clash, also where they are the very same version. */
function requireDistinct(arns: readonly string[]): void {
  const layerOf = (arn: string): string => arn.slice(0, arn.lastIndexOf(':'));
  for (const [index, arn] of arns.entries()) {
    const other = arns.slice(index + 1).find((later) => layerOf(later) === layerOf(arn));
    if (other === undefined) continue;
    throw invalidParameter(
      `Two different versions of the same layer are not allowed to be referenced in the same function. ${arn} and ${other} are versions of the same layer.`,
    );
  }
}

/** Throws where code and layers together are larger than an execution environment takes. */
export async function requireRoom(
  codeBytes: number,
  layers: readonly LayerReference[],
  { packages }: Pick<LambdaContext, 'packages'>,
): Promise<void> {
  let total = codeBytes;
  for (const layer of layers) total += await packages.measure(layer.blob);
  if (layers.length > 0 && total >= unzippedBytesMax) {
    throw invalidParameter(
      `Function code combined with layers exceeds the maximum allowed size of ${unzippedBytesMax} bytes. The actual size is ${total} bytes.`,
    );
  }
}

/** Throws where a layer brings a process of its own: who counts on an agent is told, not left without it. */
export async function refuseExtensions(
  layers: readonly LayerReference[],
  { packages }: Pick<LambdaContext, 'packages'>,
): Promise<void> {
  for (const { arn, blob } of layers) {
    const [extension] = await packages.listFiles(blob, 'extensions');
    if (extension === undefined) continue;
    throw invalidParameter(
      `The layer ${arn} has the extension ${extension}. Serin runs no extensions and does not serve the Extensions API: leave the layer out.`,
    );
  }
}
