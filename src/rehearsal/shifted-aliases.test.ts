import { expect, test } from 'vitest';
import type { JsonObject } from '../template/json.ts';
import { findShiftedAliases } from './shifted-aliases.ts';

const policy = (members: JsonObject): JsonObject => ({
  CodeDeployLambdaAliasUpdate: { ApplicationName: { Ref: 'App' }, DeploymentGroupName: { Ref: 'Group' }, ...members },
});

const aliasOf = (version: string, updatePolicy: JsonObject) => ({
  Type: 'AWS::Lambda::Alias',
  Properties: { FunctionName: { Ref: 'Checkout' }, FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] } },
  UpdatePolicy: updatePolicy,
});

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:shop-Checkout-1:live';
const physicalIds = new Map([['Live', arn]]);

test('an alias that CodeDeploy shifts is found with all that its policy names', () => {
  const hooks = { BeforeAllowTrafficHook: { Ref: 'Check' }, AfterAllowTrafficHook: 'CodeDeployHook_after' };
  const template = { Resources: { Live: aliasOf('CheckoutVersion0123456789', policy(hooks)) } };
  expect(findShiftedAliases(template, physicalIds)).toEqual([
    {
      resource: 'Live',
      functionName: 'shop-Checkout-1',
      alias: 'live',
      functionResource: 'Checkout',
      versionReference: '!GetAtt Checkout.Version.Version',
      groupResource: 'Group',
      beforeHook: 'Check',
      afterHook: 'CodeDeployHook_after',
    },
  ]);
});

test('a policy is found inside of a condition, and a version by its own name', () => {
  const conditional = { 'Fn::If': ['IsCareful', policy({}), { Ref: 'AWS::NoValue' }] };
  const [found] = findShiftedAliases({ Resources: { Live: aliasOf('VersionA', conditional) } }, physicalIds);
  expect(found).toMatchObject({ resource: 'Live', versionReference: '!GetAtt VersionA.Version' });
});

test('an alias without a policy, or one that is not there, is none', () => {
  const { Live } = { Live: aliasOf('VersionA', policy({})) };
  expect(findShiftedAliases({ Resources: { Live: { ...Live, UpdatePolicy: {} } } }, physicalIds)).toEqual([]);
  expect(findShiftedAliases({ Resources: { Live } }, new Map())).toEqual([]);
  expect(findShiftedAliases({}, physicalIds)).toEqual([]);
});
