import type { ApigatewayOperations } from '../../../api/apigateway.ts';
import { apigateway as api } from '../../../api/apigateway.ts';
import { isJsonObject, type JsonObject } from '../../../template/json.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { invalidProperty, pick, readList, readObject, readText, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';
import { ownedTags, tagChange } from '../resource-tags.ts';

type Clients = Pick<ResourceClients, 'apigateway'>;
type Patches = NonNullable<ApigatewayOperations['UpdateStage']['input']['patchOperations']>;

const createNames = [
  'CacheClusterEnabled',
  'CacheClusterSize',
  'CanarySetting',
  'DeploymentId',
  'Description',
  'DocumentationVersion',
  'RestApiId',
  'StageName',
  'TracingEnabled',
  'Variables',
];

/** A stage is known by its name. */
export function createRestApiStageType({ apigateway }: Clients): ResourceType {
  const find = (stageName: string, { properties, call }: ResourceRequest) =>
    findOrNone(() => apigateway.GetStage({ restApiId: requireText(properties, 'RestApiId'), stageName }, call));
  return createNamedType({
    typeName: 'AWS::ApiGateway::Stage',
    serviceName: 'ApiGateway',
    isTaggable: true,
    attributeNames: [],
    properties: [...createNames, 'AccessLogSetting', 'ClientCertificateId', 'MethodSettings', 'Tags'],
    idOf: ({ properties }) => requireText(properties, 'StageName'),
    exists: async (stageName, request) => (await find(stageName, request)) !== undefined,
    async make(stageName, request) {
      const { properties, call } = request;
      if ((await find(stageName, request)) === undefined) {
        const { CanarySetting: canarySettings, ...members } = pick(properties, createNames);
        const tags = { ...ownedTags(request) };
        await apigateway.CreateStage(
          await operationInput(api, 'CreateStage', { ...members, ...(canarySettings && { canarySettings }), tags }),
          call,
        );
      }
      const patchOperations = [...methodSettingPatches(properties), ...textPatches(properties)];
      const restApiId = requireText(properties, 'RestApiId');
      if (patchOperations.length > 0) await apigateway.UpdateStage({ restApiId, stageName, patchOperations }, call);
    },
    change: (stageName, request) => changeStage({ apigateway }, stageName, request),
    async remove(stageName, { properties, call }) {
      await apigateway.DeleteStage({ restApiId: requireText(properties, 'RestApiId'), stageName }, call);
    },
    attributesOf: () => ({}),
  });
}

async function changeStage({ apigateway }: Clients, stageName: string, request: UpdateRequest): Promise<void> {
  const { properties, previousProperties, previousStackTags, call, owner } = request;
  const restApiId = requireText(properties, 'RestApiId');
  const patchOperations: Patches = [
    ...methodSettingPatches(properties, previousProperties),
    ...textPatches(properties, previousProperties),
    ...mainPatches(properties),
    ...canaryPatches(properties, previousProperties),
    ...variablePatches('/variables', readObject(properties, 'Variables'), readObject(previousProperties, 'Variables')),
  ];
  await apigateway.UpdateStage({ restApiId, stageName, patchOperations }, call);
  const resourceArn = `arn:aws:apigateway:${owner.region}::/restapis/${restApiId}/stages/${stageName}`;
  const { wanted, gone } = tagChange(request, { properties: previousProperties, stackTags: previousStackTags });
  if (gone.length > 0) await apigateway.UntagResource({ resourceArn, tagKeys: [...gone] }, call);
  if (Object.keys(wanted).length > 0) await apigateway.TagResource({ resourceArn, tags: { ...wanted } }, call);
}

const replace = (path: string, value: string): Patches[number] => ({ op: 'replace', path, value });
const remove = (path: string): Patches[number] => ({ op: 'remove', path });

function mainPatches(properties: JsonObject): Patches {
  const deploymentId = readText(properties, 'DeploymentId');
  const size = readText(properties, 'CacheClusterSize');
  return [
    ...(deploymentId === undefined ? [] : [replace('/deploymentId', deploymentId)]),
    replace('/tracingEnabled', readText(properties, 'TracingEnabled') ?? 'false'),
    replace('/cacheClusterEnabled', readText(properties, 'CacheClusterEnabled') ?? 'false'),
    ...(size === undefined ? [] : [replace('/cacheClusterSize', size)]),
  ];
}

function variablePatches(path: string, wanted: JsonObject = {}, previous: JsonObject = {}): Patches {
  const gone = Object.keys(previous).filter((name) => !(name in wanted));
  return [
    ...gone.map((name) => remove(`${path}/${name}`)),
    ...Object.entries(wanted).map(([name, value]) => replace(`${path}/${name}`, String(value))),
  ];
}

function canaryPatches(properties: JsonObject, previous: JsonObject): Patches {
  const canary = readObject(properties, 'CanarySetting');
  const before = readObject(previous, 'CanarySetting');
  if (canary === undefined) return before === undefined ? [] : [remove('/canarySettings')];
  const overrides = readObject(canary, 'StageVariableOverrides');
  const deploymentId = readText(canary, 'DeploymentId');
  return [
    replace('/canarySettings/percentTraffic', readText(canary, 'PercentTraffic') ?? '0'),
    replace('/canarySettings/useStageCache', readText(canary, 'UseStageCache') ?? 'false'),
    ...(deploymentId === undefined ? [] : [replace('/canarySettings/deploymentId', deploymentId)]),
    ...variablePatches(
      '/canarySettings/stageVariableOverrides',
      overrides,
      before && readObject(before, 'StageVariableOverrides'),
    ),
  ];
}

const texts = [
  ['Description', '/description'],
  ['DocumentationVersion', '/documentationVersion'],
  ['ClientCertificateId', '/clientCertificateId'],
] as const;

/** Texts of a stage, and where its accesses are logged. */
export function textPatches(properties: JsonObject, previous: JsonObject = {}): Patches {
  const log = readObject(properties, 'AccessLogSetting');
  const destination = log && readText(log, 'DestinationArn');
  const format = log && readText(log, 'Format');
  return [
    ...texts.flatMap(([name, path]) => {
      const value = readText(properties, name);
      if (value !== undefined) return [replace(path, value)];
      return name in previous ? [remove(path)] : [];
    }),
    ...(destination === undefined ? [] : [replace('/accessLogSettings/destinationArn', destination)]),
    ...(format === undefined ? [] : [replace('/accessLogSettings/format', format)]),
    ...(log === undefined && 'AccessLogSetting' in previous ? [remove('/accessLogSettings')] : []),
  ];
}

const settingPaths = [
  ['MetricsEnabled', 'metrics/enabled'],
  ['LoggingLevel', 'logging/loglevel'],
  ['DataTraceEnabled', 'logging/dataTrace'],
  ['ThrottlingBurstLimit', 'throttling/burstLimit'],
  ['ThrottlingRateLimit', 'throttling/rateLimit'],
  ['CachingEnabled', 'caching/enabled'],
  ['CacheTtlInSeconds', 'caching/ttlInSeconds'],
  ['CacheDataEncrypted', 'caching/dataEncrypted'],
] as const;

export function methodSettingPatches(properties: JsonObject, previous: JsonObject = {}): Patches {
  const wanted = settingsOf(properties);
  const keys = new Set(wanted.map(keyOf));
  return [
    ...settingsOf(previous)
      .map(keyOf)
      .filter((key) => !keys.has(key))
      .map((key) => remove(`/${key}`)),
    ...wanted.flatMap((setting) =>
      settingPaths.flatMap(([name, path]) => {
        const value = readText(setting, name);
        return value === undefined ? [] : [replace(`/${keyOf(setting)}/${path}`, value)];
      }),
    ),
  ];
}

/** On a deployment's stage the settings that hold for all methods stand beside the list. */
function settingsOf(properties: JsonObject): readonly JsonObject[] {
  const shared = pick(
    properties,
    settingPaths.map(([name]) => name),
  );
  const listed = readList(properties, 'MethodSettings').map((one) => {
    if (!isJsonObject(one)) throw invalidProperty('MethodSettings', 'Object');
    return one;
  });
  return Object.keys(shared).length === 0 ? listed : [{ ...shared, ResourcePath: '/*', HttpMethod: '*' }, ...listed];
}

/** `*` for all resources; else the path, its slashes written as in a patch. */
function keyOf(setting: JsonObject): string {
  const path = readText(setting, 'ResourcePath') ?? '/*';
  const name =
    path === '/*' || path === '*' ? '*' : `~1${path.replace(/^\//, '').replaceAll('~1', '/')}`.replaceAll('/', '~1');
  return `${name}/${readText(setting, 'HttpMethod') ?? '*'}`;
}
