import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCodedeploy, owner, type TestCodedeploy } from './codedeploy.fixture.ts';
import { findRouting } from './configs.ts';

let codedeploy: TestCodedeploy;

beforeEach(async () => {
  codedeploy = await openCodedeploy();
});

afterEach(async () => codedeploy[Symbol.asyncDispose]());

const canary = (canaryPercentage: number | undefined, canaryInterval: number | undefined) =>
  ({ type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage, canaryInterval } }) as const;
const linear = (linearPercentage: number, linearInterval: number) =>
  ({ type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage, linearInterval } }) as const;

const create = (trafficRoutingConfig: object | undefined, more: object = {}) =>
  codedeploy.call('CreateDeploymentConfig', {
    deploymentConfigName: 'own',
    computePlatform: 'Lambda',
    ...(trafficRoutingConfig !== undefined && { trafficRoutingConfig }),
    ...more,
  });

describe('a predefined config', () => {
  test.each([
    ['CodeDeployDefault.LambdaAllAtOnce', { type: 'AllAtOnce' }],
    ['CodeDeployDefault.LambdaCanary10Percent5Minutes', canary(10, 5)],
    ['CodeDeployDefault.LambdaCanary10Percent10Minutes', canary(10, 10)],
    ['CodeDeployDefault.LambdaCanary10Percent15Minutes', canary(10, 15)],
    ['CodeDeployDefault.LambdaCanary10Percent30Minutes', canary(10, 30)],
    ['CodeDeployDefault.LambdaLinear10PercentEvery1Minute', linear(10, 1)],
    ['CodeDeployDefault.LambdaLinear10PercentEvery2Minutes', linear(10, 2)],
    ['CodeDeployDefault.LambdaLinear10PercentEvery3Minutes', linear(10, 3)],
    ['CodeDeployDefault.LambdaLinear10PercentEvery10Minutes', linear(10, 10)],
  ])('for Lambda is told: %s', async (deploymentConfigName, trafficRoutingConfig) => {
    const { deploymentConfigInfo } = await codedeploy.call('GetDeploymentConfig', { deploymentConfigName });
    expect(deploymentConfigInfo).toEqual({
      deploymentConfigId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      deploymentConfigName,
      computePlatform: 'Lambda',
      trafficRoutingConfig,
    });
  });

  test.each([
    [
      'CodeDeployDefault.OneAtATime',
      { computePlatform: 'Server', minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } },
    ],
    [
      'CodeDeployDefault.HalfAtATime',
      { computePlatform: 'Server', minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 50 } },
    ],
    [
      'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
      { computePlatform: 'ECS', trafficRoutingConfig: linear(10, 3) },
    ],
  ])('for another platform is told, and cannot be used: %s', async (deploymentConfigName, info) => {
    const { deploymentConfigInfo } = await codedeploy.call('GetDeploymentConfig', { deploymentConfigName });
    expect(deploymentConfigInfo).toMatchObject(info);
    await expect(findRouting(codedeploy.context, owner, deploymentConfigName)).rejects.toMatchObject({
      type: 'InvalidDeploymentConfigNameException',
    });
  });

  test('cannot be deleted', async () => {
    await expect(
      codedeploy.call('DeleteDeploymentConfig', { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' }),
    ).rejects.toMatchObject({ type: 'InvalidOperationException' });
  });
});

describe("an account's own config", () => {
  test('is told, found, listed and deleted', async () => {
    const { deploymentConfigId } = await create(canary(25, 7));
    await codedeploy.restart();
    const { deploymentConfigInfo } = await codedeploy.call('GetDeploymentConfig', { deploymentConfigName: 'own' });
    expect(deploymentConfigInfo).toEqual({
      deploymentConfigId,
      deploymentConfigName: 'own',
      createTime: new Date(codedeploy.clock.now()),
      computePlatform: 'Lambda',
      trafficRoutingConfig: canary(25, 7),
    });
    expect(await findRouting(codedeploy.context, owner, 'own')).toEqual({
      kind: 'canary',
      percent: 25,
      intervalMinutes: 7,
    });
    const { deploymentConfigsList = [] } = await codedeploy.call('ListDeploymentConfigs', {});
    expect(deploymentConfigsList).toHaveLength(18);
    expect(deploymentConfigsList).toContain('CodeDeployDefault.ECSCanary10Percent15Minutes');
    expect(deploymentConfigsList.at(-1)).toBe('own');
    await codedeploy.call('DeleteDeploymentConfig', { deploymentConfigName: 'own' });
    await codedeploy.call('DeleteDeploymentConfig', { deploymentConfigName: 'own' });
    await expect(findRouting(codedeploy.context, owner, 'own')).rejects.toMatchObject({
      type: 'DeploymentConfigDoesNotExistException',
      message: 'No deployment configuration found for name: own',
    });
  });

  test.each([
    ['a step of 1 percent', canary(1, 1)],
    ['a step of 99 percent after two days', canary(99, 2880)],
    ['equal steps that take two days', linear(50, 2880)],
    ['100 steps, the last 99 intervals after the first', linear(1, 29)],
    ['all at once', { type: 'AllAtOnce' }],
  ])('may have %s', async (_, routing) => {
    await create(routing);
    const { deploymentConfigInfo } = await codedeploy.call('GetDeploymentConfig', { deploymentConfigName: 'own' });
    expect(deploymentConfigInfo?.trafficRoutingConfig).toEqual(routing);
  });

  test.each([
    ['no percentage', canary(undefined, 5)],
    ['0 percent', canary(0, 5)],
    ['100 percent', canary(100, 5)],
    ['part of a percent', canary(1.5, 5)],
    ['no interval', canary(10, undefined)],
    ['an interval of 0', canary(10, 0)],
    ['part of a minute', canary(10, 0.5)],
    ['more than two days', canary(10, 2881)],
    ['steps that take more than two days', linear(1, 30)],
    ['a step of more than two days', linear(50, 2881)],
    ['a type without its steps', { type: 'TimeBasedLinear' }],
    ['a type with the steps of another', { ...linear(10, 1), type: 'TimeBasedCanary' }],
    ['two kinds of steps', { ...linear(10, 1), ...canary(10, 5) }],
    ['steps beside all at once', { ...linear(10, 1), type: 'AllAtOnce' }],
    ['no type', { timeBasedCanary: { canaryPercentage: 10, canaryInterval: 5 } }],
    ['no routing', undefined],
  ])('may not have %s', async (_, routing) => {
    await expect(create(routing)).rejects.toMatchObject({ type: 'InvalidTrafficRoutingConfigurationException' });
  });

  test.each<[string, object, string]>([
    ['a name of AWS', { deploymentConfigName: 'CodeDeployDefault.Own' }, 'InvalidDeploymentConfigNameException'],
    ['a name with a space', { deploymentConfigName: 'my own' }, 'InvalidDeploymentConfigNameException'],
    ['no name', { deploymentConfigName: undefined }, 'DeploymentConfigNameRequiredException'],
    ['a name that is there', { deploymentConfigName: 'there' }, 'DeploymentConfigAlreadyExistsException'],
    ['servers as its platform', { computePlatform: 'Server' }, 'InvalidComputePlatformException'],
    ['no platform', { computePlatform: undefined }, 'InvalidComputePlatformException'],
    ['healthy hosts', { minimumHealthyHosts: { value: 1 } }, 'InvalidMinimumHealthyHostValueException'],
    ['zones', { zonalConfig: {} }, 'InvalidZonalDeploymentConfigurationException'],
  ])('is refused with %s', async (_, more, type) => {
    await create(canary(10, 5), { deploymentConfigName: 'there' });
    await expect(create(canary(10, 5), more)).rejects.toMatchObject({ type });
  });

  test('is the 51st and refused', async () => {
    for (let index = 0; index < 50; index += 1) await create(canary(10, 5), { deploymentConfigName: `own-${index}` });
    await expect(create(canary(10, 5))).rejects.toMatchObject({ type: 'DeploymentConfigLimitExceededException' });
  });

  test('is kept while a group has it', async () => {
    await create(canary(10, 5));
    await codedeploy.createGroup();
    const group = { applicationName: 'shop', currentDeploymentGroupName: 'checkout' };
    const deletion = { deploymentConfigName: 'own' };
    await codedeploy.call('UpdateDeploymentGroup', { ...group, ...deletion });
    await expect(codedeploy.call('DeleteDeploymentConfig', deletion)).rejects.toMatchObject({
      type: 'DeploymentConfigInUseException',
    });
    await codedeploy.call('DeleteDeploymentGroup', { applicationName: 'shop', deploymentGroupName: 'checkout' });
    await codedeploy.call('DeleteDeploymentConfig', deletion);
  });

  test('is not on a second page', async () => {
    await expect(codedeploy.call('ListDeploymentConfigs', { nextToken: 'x' })).rejects.toMatchObject({
      type: 'InvalidNextTokenException',
    });
  });
});
