/**
 * The deployment of a REST API, which API Gateway makes anew only under a new logical ID, and the
 * stage that shows it.
 */
import { isAbsent, isFilled, type JsonValue } from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { ref } from '../../intrinsics/intrinsic-values.ts';
import { canonicalJson, createLogicalId, hashData } from '../../logical-id.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';
import { listTags } from '../../tags.ts';
import type { TransformScope } from '../../transform-scope.ts';

const stageSettings = [
  'StageName',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'Variables',
  'MethodSettings',
  'AccessLogSetting',
  'CanarySetting',
  'TracingEnabled',
];

export function createDeploymentAndStage(
  resource: SamResource,
  api: GeneratedResource,
  scope: TransformScope,
): { readonly deployment: GeneratedResource; readonly stage: GeneratedResource } {
  const { id, properties } = resource;
  const attributes = passedAttributes(resource);
  const identity = identify(resource, api.properties['Body'] ?? api.properties['BodyS3Location'], scope);
  const isOfVersion = isFilled(properties['OpenApiVersion']);
  const deployment = generate(
    'AWS::ApiGateway::Deployment',
    createLogicalId(`${id}Deployment`, identity),
    {
      RestApiId: ref(id),
      StageName: isOfVersion ? undefined : 'Stage',
      Description: identity === undefined ? undefined : `RestApi deployment id: ${hashData(identity, 40)}`,
    },
    { attributes },
  );
  const stage = generate(
    'AWS::ApiGateway::Stage',
    stageId(id, properties['StageName']),
    {
      RestApiId: ref(id),
      DeploymentId: ref(deployment.id),
      ...Object.fromEntries(stageSettings.map((name) => [name, properties[name]])),
      Tags: isAbsent(properties['Tags']) ? undefined : listTags(properties['Tags']),
    },
    { attributes },
  );
  return { deployment, stage };
}

function stageId(id: string, name: JsonValue | undefined): string {
  const text = typeof name === 'string' ? name : '';
  return /^[\p{L}\p{N}]+$/u.test(text) ? `${id}${text}Stage` : createLogicalId(`${id}Stage`, text);
}

/**
 * What makes the deployment another one: the definition, and what goes into it from elsewhere.
 *
 * AWS hashes the text that Python 2 printed of it, whose order hangs on how its maps were filled.
 * Only that the ID changes with the definition, and with nothing else, is the same here.
 */
function identify(resource: SamResource, definition: JsonValue | undefined, scope: TransformScope): string | undefined {
  const { id, properties } = resource;
  if (!isFilled(definition)) return undefined;
  if (isFilled(properties['AlwaysDeploy'])) return String(Math.trunc(scope.now));
  const { OpenApiVersion: version, Domain: domain } = properties;
  const names = scope.functionNames.get(id);
  return [
    canonicalJson(definition),
    ...(isFilled(version) ? [String(version)] : []),
    ...(isFilled(domain) ? [canonicalJson(domain)] : []),
    ...(names === undefined ? [] : [names]),
  ].join('||');
}
