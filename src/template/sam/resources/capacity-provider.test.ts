import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../sam-template.fixture.ts';

const network = { SubnetIds: ['subnet-1'] };
const provider = (properties: object) => ({
  Pool: { type: 'CapacityProvider', properties: { VpcConfig: network, ...properties } },
});

describe('capacity providers', () => {
  test('a provider without a role gets one', () => {
    const { Pool: pool, PoolOperatorRole: role } = expandResources(provider({}));
    expect(propertiesOf(pool)).toMatchObject({
      PermissionsConfig: { CapacityProviderOperatorRoleArn: { 'Fn::GetAtt': ['PoolOperatorRole', 'Arn'] } },
    });
    expect(propertiesOf(role)).toMatchObject({
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator'],
    });
  });

  test('a target for the processors makes the scaling manual', () => {
    const { Pool: pool } = expandResources(provider({ ScalingConfig: { AverageCPUUtilization: 70 } }));
    expect(propertiesOf(pool)['CapacityProviderScalingConfig']).toEqual({
      ScalingMode: 'Manual',
      ScalingPolicies: [{ PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization', TargetValue: 70 }],
    });
  });

  test('all that is wrong with the nested properties is told at once', () => {
    expect(refusalOf(provider({ VpcConfig: { Extra: 1 }, ScalingConfig: { MaxVCpuCount: 'many' } }))).toBe(
      "Resource with id [Pool] is invalid. Property 'VpcConfig.SubnetIds' is required. " +
        "Property 'VpcConfig.Extra' is an invalid property. " +
        "Property 'ScalingConfig.MaxVCpuCount' value must be dictionary or integer.",
    );
  });

  test('types of instances are either allowed or excluded', () => {
    expect(refusalOf(provider({ InstanceRequirements: { AllowedTypes: ['a'], ExcludedTypes: ['b'] } }))).toContain(
      "Cannot specify 'InstanceRequirements.AllowedTypes' and 'InstanceRequirements.ExcludedTypes' together.",
    );
  });
});
