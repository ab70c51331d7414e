import { isAbsent, isFilled, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt } from '../intrinsics/intrinsic-values.ts';
import {
  anything,
  booleanShape,
  describeProblems,
  fieldsShape,
  findProblems,
  listShape,
  mapShape,
  orIntrinsic,
  textShape,
} from '../model-shape.ts';
import { isBoolean, isMap, isString, oneOf, plain, requiredPlain } from '../property-table.ts';
import { refuseResource } from '../refusal.ts';
import { passedAttributes, type SamResource } from '../sam-resource.ts';
import { listTags } from '../tags.ts';
import { awsPolicyArn } from '../policies/managed-policy-arn.ts';
import type { SamResourceTransform, TransformScope } from '../transform-scope.ts';

const texts = orIntrinsic(listShape(orIntrinsic(textShape)));

const shape = fieldsShape({
  CapacityProviderName: anything,
  'VpcConfig!': fieldsShape({ SecurityGroupIds: texts, 'SubnetIds!': texts }),
  OperatorRole: anything,
  Tags: mapShape(anything),
  PropagateTags: booleanShape,
  InstanceRequirements: fieldsShape({ Architectures: texts, AllowedTypes: texts, ExcludedTypes: texts }),
  ScalingConfig: fieldsShape({
    MaxVCpuCount: orIntrinsic({ kind: 'integer' }),
    AverageCPUUtilization: orIntrinsic({ kind: 'number' }),
  }),
  KmsKeyArn: anything,
});

/** A capacity provider for functions, and the role of what runs its instances unless one is named. */
export const capacityProviderTransform: SamResourceTransform = {
  type: 'AWS::Serverless::CapacityProvider',
  turn: 'other',
  properties: {
    CapacityProviderName: plain(oneOf(isString, isMap)),
    VpcConfig: requiredPlain(isMap),
    OperatorRole: plain(oneOf(isString, isMap)),
    Tags: plain(isMap),
    PropagateTags: plain(isBoolean),
    InstanceRequirements: plain(isMap),
    ScalingConfig: plain(isMap),
    KmsKeyArn: plain(oneOf(isString, isMap)),
  },
  expand: expandCapacityProvider,
};

function expandCapacityProvider(provider: SamResource, scope: TransformScope): GeneratedResource[] {
  const { id, properties } = provider;
  const problems = findProblems(properties, shape);
  if (problems.length > 0) throw refuseResource(id, describeProblems(problems));
  const requirements = objectOf(properties['InstanceRequirements']);
  if (!isAbsent(requirements['AllowedTypes']) && !isAbsent(requirements['ExcludedTypes'])) {
    const [one, other] = ['AllowedTypes', 'ExcludedTypes'].map((name) => `'InstanceRequirements.${name}'`);
    throw refuseResource(id, `Cannot specify ${one} and ${other} together.`);
  }
  const generated: GeneratedResource[] = [];
  let role = properties['OperatorRole'];
  if (!isFilled(role)) {
    generated.push(generateOperatorRole(provider, scope));
    role = getAtt(`${id}OperatorRole`, 'Arn');
  }
  generated.push(generateProvider(provider, role));
  if (properties['PropagateTags'] === true) for (const resource of generated) addTags(resource, properties['Tags']);
  return generated;
}

function generateProvider(provider: SamResource, role: JsonValue): GeneratedResource {
  const { id, properties, attributes, dependsOn } = provider;
  const { SubnetIds, SecurityGroupIds } = objectOf(properties['VpcConfig']);
  const requirements = objectOf(properties['InstanceRequirements']);
  const scaling = withoutAbsent(objectOf(properties['ScalingConfig']));
  return generate(
    'AWS::Lambda::CapacityProvider',
    id,
    {
      CapacityProviderName: filledOrNothing(properties['CapacityProviderName']),
      VpcConfig: withoutAbsent({ SubnetIds, SecurityGroupIds }),
      PermissionsConfig: { CapacityProviderOperatorRoleArn: role },
      Tags: listTags({ ...objectOf(properties['Tags']), 'lambda:createdBy': 'SAM' }),
      InstanceRequirements: isFilled(withoutAbsent(requirements))
        ? withoutAbsent({
            Architectures: requirements['Architectures'],
            AllowedInstanceTypes: requirements['AllowedTypes'],
            ExcludedInstanceTypes: requirements['ExcludedTypes'],
          })
        : undefined,
      CapacityProviderScalingConfig: isFilled(scaling) ? describeScaling(scaling) : undefined,
      KmsKeyArn: filledOrNothing(properties['KmsKeyArn']),
    },
    { attributes, dependsOn },
  );
}

/** A target for the utilisation makes the scaling manual; else AWS sees to it. */
function describeScaling(scaling: JsonObject): JsonObject {
  const { MaxVCpuCount: cpuMax, AverageCPUUtilization: utilisation } = scaling;
  const policy = (target: JsonValue) => ({
    PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization',
    TargetValue: toNumber(target),
  });
  return withoutAbsent({
    MaxVCpuCount: isAbsent(cpuMax) ? undefined : toNumber(cpuMax),
    ScalingMode: isAbsent(utilisation) ? 'Auto' : 'Manual',
    ScalingPolicies: isAbsent(utilisation) ? undefined : [policy(utilisation)],
  });
}

function generateOperatorRole(provider: SamResource, scope: TransformScope): GeneratedResource {
  return generate(
    'AWS::IAM::Role',
    `${provider.id}OperatorRole`,
    {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] } }],
      },
      ManagedPolicyArns: [awsPolicyArn(scope, 'AWSLambdaManagedEC2ResourceOperator')],
      Tags: listTags({ 'lambda:createdBy': 'SAM' }),
    },
    { attributes: passedAttributes(provider) },
  );
}

/** Adds tags to those of a resource; of two with one key the later one counts. */
function addTags(resource: GeneratedResource, tags: JsonValue | undefined): void {
  const { Tags: existing } = resource.properties;
  const all = [...(Array.isArray(existing) ? existing : []), ...listTags(tags)].filter(isObject);
  resource.properties['Tags'] = [...new Map(all.map((tag) => [tag['Key'], tag])).values()];
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function filledOrNothing(value: JsonValue | undefined): JsonValue | undefined {
  return isFilled(value) ? value : undefined;
}

function toNumber(value: JsonValue): JsonValue {
  return typeof value === 'string' ? Number(value) : value;
}
