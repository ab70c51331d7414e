/** The wire's shapes of what is stored. */
import type { RestOutput } from '../context.ts';
import type { DeploymentRecord, RestApiRecord, StageRecord } from './rest-api.ts';
import type { ApiDefinition, MethodRecord, ResourceRecord } from './api-definition.ts';

export function describeApi(api: RestApiRecord): RestOutput<'GetRestApi'> {
  const { definition, createdAt, region: _, account: __, tags, policy, endpointConfiguration, ...rest } = api;
  return {
    ...rest,
    ...(rest.binaryMediaTypes ? { binaryMediaTypes: [...rest.binaryMediaTypes] } : { binaryMediaTypes: undefined }),
    createdDate: seconds(createdAt),
    endpointConfiguration: describeEndpoint(endpointConfiguration),
    ...(policy !== undefined && { policy: escapePolicy(policy) }),
    rootResourceId: definition.rootResourceId,
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

function describeEndpoint({ types, ipAddressType, vpcEndpointIds }: RestApiRecord['endpointConfiguration']) {
  return {
    types: [...types] as ('EDGE' | 'REGIONAL' | 'PRIVATE')[],
    ipAddressType: ipAddressType as 'ipv4' | 'dualstack',
    ...(vpcEndpointIds && { vpcEndpointIds: [...vpcEndpointIds] }),
  };
}

/** AWS gives the policy as the inside of a JSON string. */
const escapePolicy = (policy: string): string => JSON.stringify(policy).slice(1, -1);

export const seconds = (atMs: number): Date => new Date(Math.floor(atMs / 1000) * 1000);

export function describeDeployment({ id, description, createdAt }: DeploymentRecord): RestOutput<'GetDeployment'> {
  return { id, ...(description !== undefined && { description }), createdDate: seconds(createdAt) };
}

/** Which methods its API had when it was made. */
export function summarizeDeployment({
  snapshot,
}: DeploymentRecord): NonNullable<RestOutput<'GetDeployment'>['apiSummary']> {
  const summary: Record<string, Record<string, { authorizationType: string; apiKeyRequired: boolean }>> = {};
  for (const { path, methods } of Object.values(snapshot.definition.resources))
    for (const { httpMethod, authorizationType, apiKeyRequired } of Object.values(methods))
      (summary[path] ??= {})[httpMethod] = { authorizationType, apiKeyRequired };
  return summary;
}

export function describeStage(stage: StageRecord): RestOutput<'GetStage'> {
  const {
    apiId: _,
    createdAt,
    updatedAt,
    authorizerGeneration: __,
    variables,
    tags,
    cacheClusterSize,
    ...rest
  } = stage;
  return {
    ...rest,
    ...(rest.canarySettings && { canarySettings: { ...rest.canarySettings } }),
    // The model ties these words to types of its own; they come from inputs of the same types.
    methodSettings: rest.methodSettings as NonNullable<RestOutput<'GetStage'>['methodSettings']>,
    ...(cacheClusterSize !== undefined && {
      cacheClusterSize: cacheClusterSize as NonNullable<RestOutput<'GetStage'>['cacheClusterSize']>,
    }),
    cacheClusterStatus: rest.cacheClusterEnabled ? 'AVAILABLE' : 'NOT_AVAILABLE',
    createdDate: seconds(createdAt),
    lastUpdatedDate: seconds(updatedAt),
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

export function describeResource(
  { methods, ...resource }: ResourceRecord,
  { withMethods }: { readonly withMethods: boolean },
): RestOutput<'GetResource'> {
  const entries = Object.entries(methods);
  if (entries.length === 0) return resource;
  return {
    ...resource,
    resourceMethods: Object.fromEntries(
      entries.map(([name, method]) => [name, withMethods ? describeMethod(method) : {}]),
    ),
  };
}

/** The store's own shape is that of the wire. */
export const describeMethod = (method: MethodRecord): RestOutput<'GetMethod'> =>
  method as unknown as RestOutput<'GetMethod'>;

/** In the order of their paths, as AWS lists them. */
export const sortedResources = ({ resources }: ApiDefinition): readonly ResourceRecord[] =>
  Object.values(resources).toSorted((one, other) => (one.path < other.path ? -1 : 1));
