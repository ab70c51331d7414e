import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import { aFunction, refusalOf, transformed } from '../../transform-sam.fixture.ts';

const canary = { Type: 'Canary10Percent5Minutes' };
const resourcesOf = (properties: JsonObject, beside: JsonObject = {}): JsonObject => {
  const template = transformed({ Fn: aFunction({ AutoPublishAlias: 'live', ...properties }, beside) });
  const { Resources: resources } = template;
  return isJsonObject(resources) ? resources : {};
};

test('a preference hands the alias to CodeDeploy', () => {
  const resources = resourcesOf({
    DeploymentPreference: {
      ...canary,
      Alarms: [{ Ref: 'Alarm' }],
      Hooks: { PreTraffic: { Ref: 'Before' }, PostTraffic: { Ref: 'After' } },
    },
  });
  expect(resources).toHaveProperty(['FnAliaslive', 'UpdatePolicy', 'CodeDeployLambdaAliasUpdate'], {
    ApplicationName: { Ref: 'ServerlessDeploymentApplication' },
    DeploymentGroupName: { Ref: 'FnDeploymentGroup' },
    BeforeAllowTrafficHook: { Ref: 'Before' },
    AfterAllowTrafficHook: { Ref: 'After' },
  });
  expect(resources).toHaveProperty(
    ['FnDeploymentGroup', 'Properties'],
    expect.objectContaining({
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Alarm' } }] },
      DeploymentConfigName: {
        'Fn::Sub': ['CodeDeployDefault.Lambda${ConfigName}', { ConfigName: 'Canary10Percent5Minutes' }],
      },
      ServiceRoleArn: { 'Fn::GetAtt': ['CodeDeployServiceRole', 'Arn'] },
    }),
  );
  expect(Object.keys(resources)).toContain('CodeDeployServiceRole');
});

test('a configuration that CodeDeploy does not bring along is named as it is', () => {
  const resources = resourcesOf({ DeploymentPreference: { Type: 'MyConfig' } });
  expect(resources).toHaveProperty(['FnDeploymentGroup', 'Properties', 'DeploymentConfigName'], 'MyConfig');
});

test('a role of its own spares the one for all', () => {
  const resources = resourcesOf({ DeploymentPreference: { ...canary, Role: 'arn:role' } });
  expect(resources).not.toHaveProperty('CodeDeployServiceRole');
  expect(resources).toHaveProperty(['FnDeploymentGroup', 'Properties', 'ServiceRoleArn'], 'arn:role');
});

test('a preference that is not enabled leaves nothing behind', () => {
  for (const enabled of [false, 'false', 'False'])
    expect(Object.keys(resourcesOf({ DeploymentPreference: { ...canary, Enabled: enabled } })).toSorted()).toEqual([
      'Fn',
      'FnAliaslive',
      'FnRole',
      'FnVersion03ba323aca',
    ]);
});

test('alarms and configurations may hang on a condition', () => {
  const resources = resourcesOf({
    DeploymentPreference: {
      Type: { 'Fn::If': ['IsProduction', 'Linear10PercentEvery1Minute', 'AllAtOnce'] },
      Alarms: { 'Fn::If': ['IsProduction', [{ Ref: 'Alarm' }], []] },
    },
  });
  expect(resources).toHaveProperty(['FnDeploymentGroup', 'Properties', 'AlarmConfiguration'], {
    'Fn::If': ['IsProduction', { Enabled: true, Alarms: [{ Name: { Ref: 'Alarm' } }] }, {}],
  });
});

test('the condition of the function goes over only where that is asked for', () => {
  const beside = { Condition: 'IsProduction' };
  expect(resourcesOf({ DeploymentPreference: canary }, beside)).not.toHaveProperty(['FnDeploymentGroup', 'Condition']);
  const passed = resourcesOf({ DeploymentPreference: { ...canary, PassthroughCondition: true } }, beside);
  for (const id of ['FnDeploymentGroup', 'ServerlessDeploymentApplication', 'CodeDeployServiceRole'])
    expect(passed).toHaveProperty([id, 'Condition'], 'IsProduction');
});

test('what CodeDeploy could not carry out is refused', () => {
  const refused = (preference: JsonObject, further: JsonObject = { AutoPublishAlias: 'live' }): string =>
    refusalOf({ Fn: aFunction({ ...further, DeploymentPreference: preference }) });
  expect(refused(canary, {})).toContain("'DeploymentPreference' requires AutoPublishAlias property to be specified.");
  expect(refused({ Alarms: [] })).toContain("'DeploymentPreference' is missing required Property 'Type'");
  expect(refused({ ...canary, Alarms: 'Alarm' })).toContain('Alarms must be a list');
  expect(refused({ ...canary, Hooks: ['Before'] })).toContain(
    "'Hooks' property of 'DeploymentPreference' must be a dictionary",
  );
});
