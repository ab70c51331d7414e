import { isFilled, isList, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { isIntrinsic } from '../intrinsics/intrinsic-values.ts';
import { createLogicalId } from '../logical-id.ts';
import { isBoolean, isMap, isString, listOf, oneOf, optional, required } from '../property-table.ts';
import { refuseResource } from '../refusal.ts';
import { passedAttributes, type SamResource } from '../sam-resource.ts';
import { resolveIn, type SamResourceTransform, type TransformScope } from '../transform-scope.ts';
import { readCodeLocation } from './code-location.ts';

/** A layer: its logical ID changes with all that it is, because Lambda never changes a version. */
export const layerVersionTransform: SamResourceTransform = {
  type: 'AWS::Serverless::LayerVersion',
  turn: 'other',
  properties: {
    LayerName: optional(oneOf(isString, isMap)),
    Description: optional(isString),
    PublishLambdaVersion: optional(isBoolean),
    ContentUri: required(oneOf(isString, isMap)),
    CompatibleArchitectures: optional(listOf(oneOf(isString, isMap))),
    CompatibleRuntimes: optional(listOf(oneOf(isString, isMap))),
    LicenseInfo: optional(isString),
    RetentionPolicy: optional(isString),
  },
  expand(resource, scope) {
    const properties = resolveTexts(resource, scope);
    const retention = retentionOf(resource.id, properties['RetentionPolicy']);
    const id = hashedId(resource, properties);
    scope.changedIds.set(resource.id, id);
    return [createLayer(resource, { id, properties, retention })];
  },
};

function resolveTexts({ id, properties }: SamResource, scope: TransformScope): JsonObject {
  const resolved: JsonObject = { ...properties };
  for (const name of ['LayerName', 'LicenseInfo', 'Description', 'RetentionPolicy']) {
    if (!isFilled(properties[name])) continue;
    const value = resolveIn(scope, properties[name]);
    if (value === undefined || (typeof value !== 'string' && !isObject(value)))
      throw refuseResource(id, `Could not resolve parameter for '${name}' or parameter is not a String.`);
    resolved[name] = value;
  }
  return resolved;
}

function hashedId(resource: SamResource, properties: JsonObject): string {
  const { DeletionPolicy: _, UpdateReplacePolicy: __, Metadata: ___, ...attributes } = resource.attributes;
  const whole = withoutAbsent({
    Type: resource.type,
    DependsOn: isFilled(resource.dependsOn) ? resource.dependsOn : undefined,
    ...attributes,
    Properties: withoutAbsent(properties),
  });
  return createLogicalId(resource.id, { [resource.id]: whole });
}

function createLayer(
  resource: SamResource,
  layer: { readonly id: string; readonly properties: JsonObject; readonly retention: string | undefined },
): GeneratedResource {
  const { id, properties, retention } = layer;
  const content = readCodeLocation(properties['ContentUri'], id, 'ContentUri');
  requireArchitectures(id, properties['CompatibleArchitectures']);
  const passedOn = passedAttributes(resource);
  const attributes = { ...passedOn, DeletionPolicy: retention ?? passedOn['DeletionPolicy'] ?? 'Retain' };
  return generate(
    'AWS::Lambda::LayerVersion',
    id,
    {
      LayerName: isFilled(properties['LayerName']) ? properties['LayerName'] : resource.id,
      Description: properties['Description'],
      Content: content,
      CompatibleArchitectures: properties['CompatibleArchitectures'],
      CompatibleRuntimes: properties['CompatibleRuntimes'],
      LicenseInfo: properties['LicenseInfo'],
    },
    { attributes, dependsOn: resource.dependsOn },
  );
}

const retentionPolicies = ['Retain', 'Delete'];
const optionsText = "one of the following options: ['Retain', 'Delete']";

function retentionOf(id: string, policy: JsonValue | undefined): string | undefined {
  if (isIntrinsic(policy))
    throw refuseResource(id, `'RetentionPolicy' does not accept intrinsic functions, please use ${optionsText}`);
  if (policy === undefined || policy === null) return undefined;
  if (typeof policy !== 'string') throw refuseResource(id, `Invalid 'RetentionPolicy' type, please use ${optionsText}`);
  const found = retentionPolicies.find((option) => option.toLowerCase() === policy.toLowerCase());
  if (found === undefined) throw refuseResource(id, `'RetentionPolicy' must be ${optionsText}.`);
  return found;
}

function requireArchitectures(id: string, architectures: JsonValue | undefined): void {
  if (!isList(architectures)) return;
  for (const architecture of architectures)
    if (!isIntrinsic(architecture) && architecture !== 'arm64' && architecture !== 'x86_64')
      throw refuseResource(id, "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'");
}
