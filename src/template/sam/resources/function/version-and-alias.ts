/**
 * The version and the alias that `AutoPublishAlias` asks for. A version's logical ID changes with
 * the code and what else makes the function another one, so that CloudFormation publishes a new
 * version then, and only then.
 */
import {
  copyJson,
  isAbsent,
  isFilled,
  isList,
  isObject,
  setMember,
  withoutAbsent,
  type JsonObject,
  type JsonValue,
} from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt, logicalIdOf, ref } from '../../intrinsics/intrinsic-values.ts';
import { createLogicalId, cutHash } from '../../logical-id.ts';
import { refuseResource } from '../../refusal.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';
import { resolveIn, type TransformScope } from '../../transform-scope.ts';

export interface VersionAndAlias {
  readonly aliasName: string;
  readonly version: GeneratedResource;
  readonly alias: GeneratedResource;
}

/** Makes both, or nothing where the function has no `AutoPublishAlias`. May change the function's description. */
export function createVersionAndAlias(
  resource: SamResource,
  lambda: GeneratedResource,
  scope: TransformScope,
): VersionAndAlias | undefined {
  const { id, properties } = resource;
  if (!isFilled(properties['AutoPublishAlias'])) return undefined;
  const aliasName = resolveIn(scope, properties['AutoPublishAlias']);
  if (typeof aliasName !== 'string')
    throw refuseResource(id, "'AutoPublishAlias' must be a string or a Ref to a template parameter");
  const codeHash = readCodeHash(resource, lambda, scope);
  const version = createVersion(resource, lambda, { codeHash, scope });
  return { aliasName, version, alias: createAlias(resource, aliasName, version) };
}

function readCodeHash(resource: SamResource, lambda: GeneratedResource, scope: TransformScope): string | undefined {
  const { id, properties } = resource;
  if (!isFilled(properties['AutoPublishCodeSha256'])) return undefined;
  const hash = resolveIn(scope, properties['AutoPublishCodeSha256']);
  if (typeof hash !== 'string') throw refuseResource(id, 'AutoPublishCodeSha256 must be a string');
  // Lambda publishes no version where nothing differs from the last one. The description makes the difference.
  const description = resolveIn(scope, properties['Description']);
  lambda.properties['Description'] = describeHash(description, hash);
  return hash;
}

function describeHash(description: JsonValue | undefined, hash: string): JsonValue {
  if (!isFilled(description)) return hash;
  return typeof description === 'string' ? `${description} ${hash}` : { 'Fn::Join': [' ', [description, hash]] };
}

function createVersion(
  resource: SamResource,
  lambda: GeneratedResource,
  { codeHash, scope }: { readonly codeHash: string | undefined; readonly scope: TransformScope },
): GeneratedResource {
  const { id, properties } = resource;
  const code = resolveIn(scope, lambda.properties['Code']);
  const prefix = `${id}Version`;
  const isOfAll = isFilled(properties['AutoPublishAliasAllProperties']);
  const identity = isOfAll ? allProperties(lambda, scope) : codeAndSettings(isObject(code) ? code : {}, lambda);
  const hasCapacityProvider = !isAbsent(properties['CapacityProviderConfig']);
  const passed = passedAttributes(resource);
  const deletionPolicy =
    passed['DeletionPolicy'] ?? properties['VersionDeletionPolicy'] ?? (hasCapacityProvider ? 'Delete' : 'Retain');
  const scaling = properties['FunctionScalingConfig'];
  return generate(
    'AWS::Lambda::Version',
    isFilled(codeHash) ? `${prefix}${cutHash(codeHash)}` : createLogicalId(prefix, identity),
    {
      FunctionName: ref(id),
      Description: properties['VersionDescription'],
      FunctionScalingConfig: hasCapacityProvider ? scaling : undefined,
    },
    { attributes: { ...passed, DeletionPolicy: deletionPolicy } },
  );
}

/** What a version is by default: its code, environment, memory and snapshots. */
function codeAndSettings(code: JsonObject, { properties }: GeneratedResource): JsonObject {
  const { Environment: environment, MemorySize: memory, SnapStart: snapStart } = properties;
  const identity: JsonObject = { ...code };
  // AWS merges the environment's members in beside those of the code.
  if (isFilled(environment) && isObject(environment)) Object.assign(identity, environment);
  if (isFilled(memory)) identity['MemorySize'] = memory;
  const isSnapped = isFilled(snapStart) && isObject(snapStart) && (snapStart['ApplyOn'] ?? 'None') !== 'None';
  if (isSnapped) identity['SnapStart'] = snapStart;
  return identity;
}

/** All that the function is set to, with the layers that say that they make a new version. */
function allProperties(lambda: GeneratedResource, scope: TransformScope): JsonObject {
  const identity = withoutAbsent(lambda.properties);
  const layers = lambda.properties['Layers'];
  for (const layer of isList(layers) ? layers : []) {
    const layerId = logicalIdOf(layer);
    const body = layerId === undefined ? undefined : scope.outputResources[layerId];
    const properties = isObject(body) ? (body['Properties'] ?? {}) : {};
    if (layerId !== undefined && isObject(properties) && isFilled(properties['PublishLambdaVersion']))
      setMember(identity, layerId, copyJson(properties));
  }
  return identity;
}

function createAlias(resource: SamResource, name: string, version: GeneratedResource): GeneratedResource {
  const { id, properties } = resource;
  if (name === '') throw refuseResource(id, 'Alias name is required to create an alias');
  if (!/^(?!^[0-9]+$)[a-zA-Z0-9\-_]+$/.test(name))
    throw refuseResource(
      id,
      `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`,
    );
  const suffix = name.replaceAll('-', 'D').replaceAll('_', 'U');
  const provisioned = properties['ProvisionedConcurrencyConfig'];
  return generate(
    'AWS::Lambda::Alias',
    `${id}Alias${suffix}`,
    {
      Name: name,
      FunctionName: ref(id),
      FunctionVersion: getAtt(version.id, 'Version'),
      ProvisionedConcurrencyConfig: isFilled(provisioned) ? provisioned : undefined,
    },
    { attributes: passedAttributes(resource) },
  );
}
