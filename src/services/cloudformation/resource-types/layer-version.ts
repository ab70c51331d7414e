import { lambda as lambdaApi } from '../../../api/lambda.ts';
import { findOrNone } from '../missing.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { pick, readText, requireKnown } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { CreateRequest, Progress, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'lambda'>;

const settingNames = ['CompatibleArchitectures', 'CompatibleRuntimes', 'Content', 'Description', 'LicenseInfo'];

export function createLayerVersionType(clients: Clients): ResourceType {
  return {
    typeName: 'AWS::Lambda::LayerVersion',
    serviceName: 'Lambda',
    attributeNames: ['LayerVersionArn'],
    replacementOf: () => 'Always',
    create(request) {
      requireKnown(request.properties, [...settingNames, 'LayerName']);
      return createLayerVersion(clients, request);
    },
    async delete({ physicalId, attributes, call }) {
      const { layerName, version } = parseLayerVersion(physicalId);
      await clients.lambda.DeleteLayerVersion({ LayerName: layerName, VersionNumber: version }, call);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

/** The number of the layer's last version is saved first: a later one is what a lost call has published. */
async function createLayerVersion({ lambda }: Clients, request: CreateRequest): Promise<Progress> {
  const { properties, callbackContext, call } = request;
  const LayerName = readText(properties, 'LayerName') ?? physicalName(request, { lengthMax: 140 });
  const found = await findOrNone(() => lambda.ListLayerVersions({ LayerName, MaxItems: 1 }, call));
  const last = found?.LayerVersions?.[0];
  const newest = last?.Version ?? 0;
  if (callbackContext === undefined) return { kind: 'in-progress', callbackContext: { newest }, delayMs: 0 };
  if (last !== undefined && newest > Number(callbackContext['newest'])) return done(last.LayerVersionArn ?? '');
  const members = { LayerName, ...pick(properties, settingNames) };
  const input = await operationInput(lambdaApi, 'PublishLayerVersion', members);
  const { LayerVersionArn = '' } = await lambda.PublishLayerVersion(input, call);
  return done(LayerVersionArn);
}

const done = (arn: string): Progress => ({ kind: 'done', physicalId: arn, attributes: { LayerVersionArn: arn } });

/** Of `arn:aws:lambda:<region>:<account>:layer:<name>:<version>`. */
export function parseLayerVersion(arn: string): { readonly layerName: string; readonly version: number } {
  const at = arn.lastIndexOf(':');
  return { layerName: arn.slice(0, at), version: Number(arn.slice(at + 1)) };
}
