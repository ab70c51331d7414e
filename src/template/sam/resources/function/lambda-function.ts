/** The `AWS::Lambda::Function` of a SAM function: where its code lies, and what it is set to. */
import { isAbsent, isFilled, isObject, type JsonObject } from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { pythonText } from '../../python-text.ts';
import { refuseResource } from '../../refusal.ts';
import type { SamResource } from '../../sam-resource.ts';
import { listCreatedTags } from '../../tags.ts';
import { resolveIn, type TransformScope } from '../../transform-scope.ts';
import { readCodeLocation } from '../code-location.ts';
import { capacityProviderConfig } from './capacity-provider-config.ts';

/** Properties that Lambda takes as they are. */
const passedOn = [
  'Handler',
  'Runtime',
  'Description',
  'MemorySize',
  'Timeout',
  'VpcConfig',
  'Role',
  'Environment',
  'KmsKeyArn',
  'ReservedConcurrentExecutions',
  'Layers',
  'FileSystemConfigs',
  'ImageConfig',
  'PackageType',
  'Architectures',
  'SnapStart',
  'EphemeralStorage',
  'CodeSigningConfigArn',
  'RuntimeManagementConfig',
  'LoggingConfig',
  'TenancyConfig',
  'RecursiveLoop',
  'DurableConfig',
  'PublishToLatestPublished',
];

export function createLambdaFunction(resource: SamResource, scope: TransformScope): GeneratedResource {
  const { id, properties, attributes, dependsOn } = resource;
  const deadLetterQueue = properties['DeadLetterQueue'];
  const lambda = generate(
    'AWS::Lambda::Function',
    id,
    {
      ...Object.fromEntries(passedOn.map((name) => [name, properties[name]])),
      FunctionName: isFilled(properties['FunctionName']) ? properties['FunctionName'] : undefined,
      Code: readCode(resource),
      Tags: listCreatedTags(id, properties['Tags']),
      TracingConfig: isTraced(resource, scope) ? { Mode: properties['Tracing'] ?? null } : undefined,
      DeadLetterConfig:
        isFilled(deadLetterQueue) && isObject(deadLetterQueue)
          ? { TargetArn: deadLetterQueue['TargetArn'] ?? null }
          : undefined,
      CapacityProviderConfig: capacityProviderConfig(id, properties['CapacityProviderConfig']),
      FunctionScalingConfig: isFilled(properties['FunctionScalingConfig'])
        ? properties['FunctionScalingConfig']
        : undefined,
    },
    { attributes, dependsOn },
  );
  requirePackageType(lambda);
  return lambda;
}

/** Whether the function sends traces: `Disabled` is the same as nothing. */
export function isTraced({ properties }: SamResource, scope: TransformScope): boolean {
  return isFilled(properties['Tracing']) && resolveIn(scope, properties['Tracing']) !== 'Disabled';
}

function readCode({ id, properties }: SamResource): JsonObject {
  const packageType = isFilled(properties['PackageType']) ? properties['PackageType'] : 'Zip';
  const { InlineCode: inline, CodeUri: uri, ImageUri: image, SourceKMSKeyArn: key } = properties;
  if (packageType === 'Image') {
    if (isAbsent(image)) throw refuseResource(id, "'ImageUri' must be set.");
    if (!isFilled(image))
      throw refuseResource(id, "'ImageUri' requires that a image hosted at a registry be specified.");
    return { ImageUri: image };
  }
  if (packageType !== 'Zip') throw refuseResource(id, `invalid 'PackageType' : ${pythonText(packageType)}`);
  if (isAbsent(inline) && isAbsent(uri)) throw refuseResource(id, "Only one of 'InlineCode' or 'CodeUri' can be set.");
  const code = isAbsent(inline) ? readCodeLocation(uri, id, 'CodeUri') : { ZipFile: inline };
  if (isFilled(key)) code['SourceKMSKeyArn'] = key;
  return code;
}

function requirePackageType({ id, properties }: GeneratedResource): void {
  const { Handler: handler, Runtime: runtime, Layers: layers, ImageConfig: image } = properties;
  if (properties['PackageType'] !== 'Image') {
    if (!isFilled(runtime) || !isFilled(handler))
      throw refuseResource(id, 'Runtime and Handler needs to be present when PackageType is of type `Zip`');
    if (isFilled(image))
      throw refuseResource(id, 'ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`');
  } else if (isFilled(handler) || isFilled(runtime) || isFilled(layers))
    throw refuseResource(id, 'Runtime, Handler, Layers cannot be present when PackageType is of type `Image`');
}
