import { apigateway as api } from '../../../api/apigateway.ts';
import type { JsonObject } from '../../../template/json.ts';
import { findOrNone, whereThere } from '../missing.ts';
import { operationInput } from '../operation-input.ts';
import { pick, readObject, readText, requireKnown, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { DeleteRequest, ResourceRequest, ResourceType } from '../resource-type.ts';
import { methodSettingPatches, textPatches } from './rest-api-stage.ts';
import { replacementBySchema } from './schemas.ts';

type Clients = Pick<ResourceClients, 'apigateway'>;

const typeName = 'AWS::ApiGateway::Deployment';
const knownProperties = ['DeploymentCanarySettings', 'Description', 'RestApiId', 'StageDescription', 'StageName'];

/** A snapshot of an API, which may bring a stage with it. */
export function createRestApiDeploymentType({ apigateway }: Clients): ResourceType {
  const done = (physicalId: string) =>
    ({ kind: 'done', physicalId, attributes: { DeploymentId: physicalId } }) as const;
  return {
    typeName,
    serviceName: 'ApiGateway',
    attributeNames: ['DeploymentId'],
    replacementOf: replacementBySchema(typeName),
    async create(request) {
      const { properties, call } = request;
      requireKnown(properties, knownProperties);
      const { id = '' } = await apigateway.CreateDeployment(await inputOf(properties), call);
      await describeStage({ apigateway }, request);
      return done(id);
    },
    async update(request) {
      const { physicalId, properties, call } = request;
      requireKnown(properties, knownProperties);
      const restApiId = requireText(properties, 'RestApiId');
      const value = readText(properties, 'Description') ?? '';
      const patchOperations = [{ op: 'replace' as const, path: '/description', value }];
      await apigateway.UpdateDeployment({ restApiId, deploymentId: physicalId, patchOperations }, call);
      await describeStage({ apigateway }, request);
      return done(physicalId);
    },
    async delete(request) {
      const { physicalId, properties, attributes, call } = request;
      await removeStage({ apigateway }, request);
      const restApiId = requireText(properties, 'RestApiId');
      await whereThere(() => apigateway.DeleteDeployment({ restApiId, deploymentId: physicalId }, call));
      return { kind: 'done', physicalId, attributes };
    },
  };
}

async function inputOf(properties: JsonObject) {
  const description = readObject(properties, 'StageDescription') ?? {};
  const canary = readObject(properties, 'DeploymentCanarySettings');
  return operationInput(api, 'CreateDeployment', {
    ...pick(properties, ['Description', 'RestApiId', 'StageName']),
    ...pick(description, ['CacheClusterEnabled', 'CacheClusterSize', 'TracingEnabled', 'Variables']),
    ...('Description' in description && { StageDescription: description['Description'] ?? null }),
    ...(canary && { CanarySettings: canary }),
  });
}

/** The settings that a deployment does not take of its stage. */
async function describeStage({ apigateway }: Clients, { properties, call }: ResourceRequest): Promise<void> {
  const stageName = readText(properties, 'StageName');
  const description = readObject(properties, 'StageDescription');
  if (stageName === undefined || description === undefined) return;
  const patchOperations = [...methodSettingPatches(description), ...textPatches(description)];
  const restApiId = requireText(properties, 'RestApiId');
  if (patchOperations.length > 0) await apigateway.UpdateStage({ restApiId, stageName, patchOperations }, call);
}

/** The stage that it brought, where no other deployment has taken its place meanwhile. */
async function removeStage({ apigateway }: Clients, { properties, physicalId, call }: DeleteRequest): Promise<void> {
  const stageName = readText(properties, 'StageName');
  if (stageName === undefined) return;
  const restApiId = requireText(properties, 'RestApiId');
  const stage = await findOrNone(() => apigateway.GetStage({ restApiId, stageName }, call));
  if (stage?.deploymentId === physicalId) await apigateway.DeleteStage({ restApiId, stageName }, call);
}
