import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDeployment, type DeploymentPhase } from '../../deployment/deployment-state.ts';
import { openCodedeploy, owner, serviceRoleArn, type TestCodedeploy } from './codedeploy.fixture.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import type { GroupActivity } from './resources/deployment-group.ts';
import { activityKey, deploymentKey, groupKey } from './resources/keys.ts';
import { parseRevision } from './resources/revision-location.ts';
import { requireApplication, requireGroup } from './records.ts';
import { useRevision } from './revisions.ts';

let codedeploy: TestCodedeploy;
const named = { applicationName: 'shop', deploymentGroupName: 'checkout' };

beforeEach(async () => {
  codedeploy = await openCodedeploy();
  await codedeploy.call('CreateApplication', { applicationName: 'shop', computePlatform: 'Lambda' });
});

afterEach(async () => codedeploy[Symbol.asyncDispose]());

const create = (more: object = {}) => codedeploy.call('CreateDeploymentGroup', { ...named, serviceRoleArn, ...more });
const update = (more: object) =>
  codedeploy.call('UpdateDeploymentGroup', {
    applicationName: 'shop',
    currentDeploymentGroupName: 'checkout',
    ...more,
  });
const info = async (deploymentGroupName = 'checkout') => {
  const { deploymentGroupInfo } = await codedeploy.call('GetDeploymentGroup', {
    applicationName: 'shop',
    deploymentGroupName,
  });
  return deploymentGroupInfo ?? {};
};

const trigger = {
  triggerName: 'tell',
  triggerTargetArn: 'arn:aws:sns:us-east-1:000000000000:news',
  triggerEvents: ['DeploymentStart' as const],
};
const settings = {
  deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  alarmConfiguration: { enabled: true, ignorePollAlarmFailure: true, alarms: [{ name: 'errors' }, { name: 'slow' }] },
  autoRollbackConfiguration: {
    enabled: true,
    events: ['DEPLOYMENT_FAILURE' as const, 'DEPLOYMENT_STOP_ON_ALARM' as const],
  },
  triggerConfigurations: [trigger],
};

describe('a group', () => {
  test('is told with what AWS tells of every group, also after a restart', async () => {
    const { deploymentGroupId } = await create();
    await codedeploy.restart();
    expect(await info()).toEqual({
      applicationName: 'shop',
      deploymentGroupId,
      deploymentGroupName: 'checkout',
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      ec2TagFilters: [],
      onPremisesInstanceTagFilters: [],
      autoScalingGroups: [],
      serviceRoleArn,
      triggerConfigurations: [],
      alarmConfiguration: { enabled: false, ignorePollAlarmFailure: false, alarms: [] },
      autoRollbackConfiguration: { enabled: false, events: [] },
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      outdatedInstancesStrategy: 'UPDATE',
      computePlatform: 'Lambda',
      terminationHookEnabled: false,
    });
  });

  test('keeps its settings', async () => {
    await create({
      ...settings,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      tags: [{ Key: 'team', Value: 'blue' }],
    });
    expect(await info()).toMatchObject(settings);
  });

  test('takes empty settings of other platforms, which tools send', async () => {
    await create({
      ec2TagFilters: [],
      autoScalingGroups: [],
      ecsServices: [],
      loadBalancerInfo: { elbInfoList: [] },
      ec2TagSet: { ec2TagSetList: [] },
      blueGreenDeploymentConfiguration: {},
      terminationHookEnabled: false,
      outdatedInstancesStrategy: 'UPDATE',
    });
  });

  test.each<[string, object, string]>([
    ['in no application', { applicationName: 'none' }, 'ApplicationDoesNotExistException'],
    ['without an application', { applicationName: undefined }, 'ApplicationNameRequiredException'],
    ['without a name', { deploymentGroupName: undefined }, 'DeploymentGroupNameRequiredException'],
    ['with a slash in its name', { deploymentGroupName: 'a/b' }, 'InvalidDeploymentGroupNameException'],
    ['of a name that is there', { deploymentGroupName: 'there' }, 'DeploymentGroupAlreadyExistsException'],
    ['without a role', { serviceRoleArn: undefined }, 'RoleRequiredException'],
    ['with a missing role', { serviceRoleArn: `${serviceRoleArn}2` }, 'InvalidRoleException'],
    ['with what is no role', { serviceRoleArn: 'CodeDeployRole' }, 'InvalidRoleException'],
    [
      "with another account's role",
      { serviceRoleArn: 'arn:aws:iam::111111111111:role/CodeDeployRole' },
      'InvalidRoleException',
    ],
    [
      'with a role of another path',
      { serviceRoleArn: 'arn:aws:iam::000000000000:role/service/CodeDeployRole' },
      'InvalidRoleException',
    ],
    ['with a missing config', { deploymentConfigName: 'none' }, 'DeploymentConfigDoesNotExistException'],
    ['with a config that is no name', { deploymentConfigName: 'a b' }, 'InvalidDeploymentConfigNameException'],
    [
      'with a config for servers',
      { deploymentConfigName: 'CodeDeployDefault.OneAtATime' },
      'InvalidDeploymentConfigNameException',
    ],
    ['with a tag twice', { tags: [{ Key: 'a' }, { Key: 'a' }] }, 'InvalidTagsToAddException'],
    ['with instances', { ec2TagFilters: [{ Key: 'a' }] }, 'InvalidEC2TagException'],
    ['with sets of instances', { ec2TagSet: { ec2TagSetList: [[{ Key: 'a' }]] } }, 'InvalidEC2TagCombinationException'],
    ['with own machines', { onPremisesInstanceTagFilters: [{ Key: 'a' }] }, 'InvalidTagException'],
    [
      'with sets of own machines',
      { onPremisesTagSet: { onPremisesTagSetList: [[{ Key: 'a' }]] } },
      'InvalidOnPremisesTagCombinationException',
    ],
    ['with scaled instances', { autoScalingGroups: ['a'] }, 'InvalidAutoScalingGroupException'],
    ['with load balancers', { loadBalancerInfo: { elbInfoList: [{ name: 'a' }] } }, 'InvalidLoadBalancerInfoException'],
    [
      'with a fleet',
      { blueGreenDeploymentConfiguration: { deploymentReadyOption: { waitTimeInMinutes: 0 } } },
      'InvalidBlueGreenDeploymentConfigurationException',
    ],
    ['with ECS services', { ecsServices: [{ clusterName: 'a' }] }, 'InvalidECSServiceException'],
    ['with a termination hook', { terminationHookEnabled: true }, 'InvalidInputException'],
    ['that ignores outdated instances', { outdatedInstancesStrategy: 'IGNORE' }, 'InvalidInputException'],
  ])('is refused %s', async (_, more, type) => {
    await create({ deploymentGroupName: 'there' });
    await expect(create(more)).rejects.toMatchObject({ type });
  });

  test('whose role does not trust CodeDeploy is refused in the words of AWS', async () => {
    await codedeploy.createRole('FunctionRole', 'lambda.amazonaws.com');
    await expect(create({ serviceRoleArn: 'arn:aws:iam::000000000000:role/FunctionRole' })).rejects.toMatchObject({
      type: 'InvalidRoleException',
      message: 'Cannot assume role provided.',
    });
  });

  test.each([
    [{ deploymentType: 'BLUE_GREEN' }, 'Deployment type or deployment option cannot be null or empty'],
    [{ deploymentOption: 'WITH_TRAFFIC_CONTROL' }, 'Deployment type or deployment option cannot be null or empty'],
    [
      { deploymentType: 'BLUE_GREEN', deploymentOption: 'SOME' },
      'Deployment option can only be WITH_TRAFFIC_CONTROL or WITHOUT_TRAFFIC_CONTROL',
    ],
    [
      { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
      'For Lambda the deployment style must be BLUE_GREEN and WITH_TRAFFIC_CONTROL',
    ],
  ])('has no style like %o', async (deploymentStyle, message) => {
    await expect(create({ deploymentStyle })).rejects.toMatchObject({
      type: 'InvalidDeploymentStyleException',
      message,
    });
  });

  const alarms = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `alarm-${index}` }));

  test.each<[string, object, string]>([
    ['enabled alarms that are none', { enabled: true, alarms: [] }, 'InvalidAlarmConfigException'],
    ['enabled alarms without a list', { enabled: true }, 'InvalidAlarmConfigException'],
    ['an alarm twice', { enabled: true, alarms: [{ name: 'a' }, { name: 'a' }] }, 'InvalidAlarmConfigException'],
    ['an alarm without a name', { enabled: false, alarms: [{}] }, 'InvalidAlarmConfigException'],
    ['an alarm with an empty name', { enabled: true, alarms: [{ name: '' }] }, 'InvalidAlarmConfigException'],
    ['an alarm with a long name', { alarms: [{ name: 'x'.repeat(256) }] }, 'InvalidAlarmConfigException'],
    ['51 alarms', { enabled: true, alarms: alarms(51) }, 'AlarmsLimitExceededException'],
  ])('may not have %s', async (_, alarmConfiguration, type) => {
    await expect(create({ alarmConfiguration })).rejects.toMatchObject({ type });
  });

  test.each([
    ['50 alarms', { enabled: true, ignorePollAlarmFailure: false, alarms: alarms(50) }],
    ['alarms that are put aside', { enabled: false, ignorePollAlarmFailure: true, alarms: alarms(1) }],
  ])('may have %s', async (_, alarmConfiguration) => {
    await create({ alarmConfiguration });
    expect((await info()).alarmConfiguration).toEqual(alarmConfiguration);
  });

  test.each([
    ['without an event', { enabled: true, events: [] }],
    ['without a list of events', { enabled: true }],
    ['on an unknown event', { enabled: true, events: ['ON_MONDAY'] }],
  ])('does not roll back %s', async (_, autoRollbackConfiguration) => {
    await expect(create({ autoRollbackConfiguration })).rejects.toMatchObject({
      type: 'InvalidAutoRollbackConfigException',
    });
  });

  test('keeps the events of a rollback that is put aside', async () => {
    const autoRollbackConfiguration = { enabled: false, events: ['DEPLOYMENT_FAILURE' as const] };
    await create({ autoRollbackConfiguration });
    expect((await info()).autoRollbackConfiguration).toEqual(autoRollbackConfiguration);
  });

  test.each<[string, object[], string]>([
    ['no name', [{ ...trigger, triggerName: '' }], 'InvalidTriggerConfigException'],
    ['no events', [{ ...trigger, triggerEvents: [] }], 'InvalidTriggerConfigException'],
    ['an unknown event', [{ ...trigger, triggerEvents: ['Lunch'] }], 'InvalidTriggerConfigException'],
    ['no topic', [{ ...trigger, triggerTargetArn: undefined }], 'InvalidTriggerConfigException'],
    [
      'a queue for its topic',
      [{ ...trigger, triggerTargetArn: 'arn:aws:sqs:us-east-1:000000000000:q' }],
      'InvalidTriggerConfigException',
    ],
    [
      'a subscription for its topic',
      [{ ...trigger, triggerTargetArn: `${trigger.triggerTargetArn}:id` }],
      'InvalidTriggerConfigException',
    ],
    ['ten neighbours', Array.from({ length: 11 }, () => trigger), 'TriggerTargetsLimitExceededException'],
  ])('may not have a trigger with %s', async (_, triggerConfigurations, type) => {
    await expect(create({ triggerConfigurations })).rejects.toMatchObject({ type });
  });

  test('is made once when two ask for it at the same time', async () => {
    const outcomes = await Promise.allSettled([create(), create()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('an update', () => {
  beforeEach(async () => {
    await create(settings);
  });

  test('leaves what it does not name', async () => {
    await update({ deploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute' });
    expect(await info()).toMatchObject({
      ...settings,
      deploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
    });
  });

  test('clears what it names empty', async () => {
    const answer = await update({
      alarmConfiguration: { enabled: false, alarms: [] },
      autoRollbackConfiguration: { enabled: false },
      triggerConfigurations: [],
    });
    expect(answer).toEqual({ hooksNotCleanedUp: [] });
    expect(await info()).toMatchObject({
      alarmConfiguration: { enabled: false, alarms: [] },
      autoRollbackConfiguration: { enabled: false, events: [] },
      triggerConfigurations: [],
    });
  });

  test('gives another name, under which the group goes on', async () => {
    const { deploymentGroupId } = await info();
    await update({ newDeploymentGroupName: 'payment' });
    expect(await info('payment')).toMatchObject({ ...settings, deploymentGroupId, deploymentGroupName: 'payment' });
    await expect(info()).rejects.toMatchObject({
      type: 'DeploymentGroupDoesNotExistException',
      message: 'No Deployment Group found for name: checkout',
    });
  });

  test('to the name that the group has changes nothing', async () => {
    await update({ newDeploymentGroupName: 'checkout' });
    expect(await info()).toMatchObject(settings);
  });

  test.each<[string, object, string]>([
    ['no application', { applicationName: undefined }, 'ApplicationNameRequiredException'],
    ['a missing application', { applicationName: 'none' }, 'ApplicationDoesNotExistException'],
    ['no group', { currentDeploymentGroupName: undefined }, 'DeploymentGroupNameRequiredException'],
    ['a missing group', { currentDeploymentGroupName: 'none' }, 'DeploymentGroupDoesNotExistException'],
    ['the name of another', { newDeploymentGroupName: 'there' }, 'DeploymentGroupAlreadyExistsException'],
    ['a name that is none', { newDeploymentGroupName: 'a/b' }, 'InvalidDeploymentGroupNameException'],
    ['a missing role', { serviceRoleArn: `${serviceRoleArn}2` }, 'InvalidRoleException'],
    ['an empty role', { serviceRoleArn: '' }, 'InvalidRoleException'],
    ['a missing config', { deploymentConfigName: 'none' }, 'DeploymentConfigDoesNotExistException'],
    ['enabled alarms that are none', { alarmConfiguration: { enabled: true } }, 'InvalidAlarmConfigException'],
    ['a rollback on nothing', { autoRollbackConfiguration: { enabled: true } }, 'InvalidAutoRollbackConfigException'],
    ['half a trigger', { triggerConfigurations: [{ triggerName: 'a' }] }, 'InvalidTriggerConfigException'],
    ['half a style', { deploymentStyle: { deploymentType: 'BLUE_GREEN' } }, 'InvalidDeploymentStyleException'],
    ['instances', { ec2TagFilters: [{ Key: 'a' }] }, 'InvalidEC2TagException'],
  ])('is refused with %s, and changes nothing', async (_, more, type) => {
    await create({ deploymentGroupName: 'there' });
    await expect(update({ triggerConfigurations: [], ...more })).rejects.toMatchObject({ type });
    expect(await info()).toMatchObject(settings);
  });

  test('loses nothing of another at the same moment', async () => {
    await Promise.all([
      update({ triggerConfigurations: [] }),
      update({ autoRollbackConfiguration: { enabled: false } }),
      update({ deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' }),
    ]);
    expect(await info()).toMatchObject({
      triggerConfigurations: [],
      autoRollbackConfiguration: { enabled: false },
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
    });
  });
});

describe('groups', () => {
  test('are listed by application', async () => {
    await create();
    await create({ deploymentGroupName: 'assets' });
    await codedeploy.createGroup('shop2', 'other');
    expect(await codedeploy.call('ListDeploymentGroups', { applicationName: 'shop' })).toEqual({
      applicationName: 'shop',
      deploymentGroups: ['assets', 'checkout'],
    });
    await expect(codedeploy.call('ListDeploymentGroups', { applicationName: 'none' })).rejects.toMatchObject({
      type: 'ApplicationDoesNotExistException',
    });
    await expect(
      codedeploy.call('ListDeploymentGroups', { applicationName: 'shop', nextToken: 'nonsense' }),
    ).rejects.toMatchObject({ type: 'InvalidNextTokenException' });
  });

  test('are got in a batch, which tells which are missing', async () => {
    await create();
    const batch = (deploymentGroupNames: string[]) =>
      codedeploy.call('BatchGetDeploymentGroups', { applicationName: 'shop', deploymentGroupNames });
    const found = await batch(['checkout', 'none']);
    expect(found.deploymentGroupsInfo).toEqual([await info()]);
    expect(found.errorMessage).toBe('No Deployment Group found for name: none');
    expect(await batch(['checkout'])).not.toHaveProperty('errorMessage');
    await expect(batch([])).rejects.toMatchObject({ type: 'DeploymentGroupNameRequiredException' });
    await expect(batch(Array.from({ length: 101 }, () => 'checkout'))).rejects.toMatchObject({
      type: 'BatchLimitExceededException',
    });
  });

  test('are a thousand in an application at most', async () => {
    await create();
    const { value: application } = await requireApplication(codedeploy.context, owner, 'shop');
    const { value: group } = await requireGroup(codedeploy.context, application, 'checkout');
    await codedeploy.documents.write(
      Array.from({ length: 999 }, (_, index) => ({
        kind: 'put' as const,
        key: groupKey(owner, application.id, `group-${index}`),
        value: { ...group, name: `group-${index}` },
      })),
    );
    await expect(create({ deploymentGroupName: 'one-more' })).rejects.toMatchObject({
      type: 'DeploymentGroupLimitExceededException',
    });
  });

  test('that are deleted are gone, and deleting them again is no error', async () => {
    await create();
    expect(await codedeploy.call('DeleteDeploymentGroup', named)).toEqual({ hooksNotCleanedUp: [] });
    expect(await codedeploy.call('DeleteDeploymentGroup', named)).toEqual({ hooksNotCleanedUp: [] });
    expect(await codedeploy.call('DeleteDeploymentGroup', { ...named, applicationName: 'none' })).toEqual({
      hooksNotCleanedUp: [],
    });
    await expect(info()).rejects.toMatchObject({ type: 'DeploymentGroupDoesNotExistException' });
  });
});

describe('what was deployed to a group', () => {
  const settings: DeploymentRecord['state']['settings'] = {
    steps: [{ weightPercent: 100, afterMs: 0 }],
    alarms: 'none',
    ignoresUnreadableAlarms: false,
    rollsBackOn: { failure: false, alarm: false, stopRequest: false },
    awaitsBrokenHooks: false,
  };
  const phases = {
    'd-SUCCEEDED': { kind: 'ended', ending: { outcome: 'succeeded' }, atMs: 2000, isRolledBack: false },
    'd-STOPPED00': {
      kind: 'ended',
      ending: { outcome: 'stopped', reason: { kind: 'request' } },
      atMs: 3000,
      isRolledBack: false,
    },
    'd-FAILED000': {
      kind: 'ended',
      ending: { outcome: 'failed', reason: { kind: 'time-limit' } },
      atMs: 3000,
      isRolledBack: false,
    },
    'd-CREATED00': { kind: 'created' },
    'd-SHIFTING0': { kind: 'shifting', step: 0, isApplied: false },
  } satisfies Record<string, DeploymentPhase>;

  async function deploy(ids: readonly (keyof typeof phases)[], activity: GroupActivity): Promise<void> {
    const application = await requireApplication(codedeploy.context, owner, 'shop');
    const { deploymentGroupId: groupId = '' } = await info();
    const reference = parseRevision({ revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } });
    for (const id of ids) {
      const { record, changes } = await useRevision(codedeploy.context, {
        application: application.value,
        reference,
        deploymentId: id,
        atMs: 1000,
      });
      const state = { ...createDeployment({ kind: 'shift', settings, atMs: 1000 }), phase: phases[id] };
      const deployment: DeploymentRecord = {
        ...owner,
        id,
        state,
        applicationId: application.value.id,
        applicationName: 'shop',
        groupId,
        groupName: 'checkout',
        configName: 'CodeDeployDefault.LambdaAllAtOnce',
        revisionId: record.id,
        creator: 'user',
        serviceRoleArn,
        triggers: [],
        messages: [],
        savedAtMs: 1000,
      };
      await codedeploy.documents.write([
        ...changes,
        { kind: 'put', key: deploymentKey(owner, id), value: deployment },
        { kind: 'put', key: activityKey(owner, groupId), value: { ...activity, targetRevisionId: record.id } },
      ]);
    }
  }

  test.each([
    ['d-CREATED00', 'Created', undefined],
    ['d-SHIFTING0', 'InProgress', undefined],
    ['d-STOPPED00', 'Stopped', new Date(3000)],
    ['d-FAILED000', 'Failed', new Date(3000)],
  ] as const)('is told with the group: %s is %s', async (id, status, endTime) => {
    await create();
    await deploy(['d-SUCCEEDED', id], { lastSuccessful: 'd-SUCCEEDED', lastAttempted: id });
    const told = await info();
    expect(told.lastSuccessfulDeployment).toEqual({
      deploymentId: 'd-SUCCEEDED',
      status: 'Succeeded',
      createTime: new Date(1000),
      endTime: new Date(2000),
    });
    expect(told.lastAttemptedDeployment).toEqual({
      deploymentId: id,
      status,
      createTime: new Date(1000),
      ...(endTime !== undefined && { endTime }),
    });
    expect(told.targetRevision).toEqual({
      revisionType: 'AppSpecContent',
      appSpecContent: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('is told by the revision too, under the name that the group has now', async () => {
    await create();
    await deploy(['d-SUCCEEDED'], { lastSuccessful: 'd-SUCCEEDED', lastAttempted: 'd-SUCCEEDED' });
    const { targetRevision: revision } = await info();
    const targets = async () => {
      const { revisionInfo } = await codedeploy.call('GetApplicationRevision', { applicationName: 'shop', revision });
      return revisionInfo?.deploymentGroups;
    };
    expect(await targets()).toEqual(['checkout']);
    await update({ newDeploymentGroupName: 'payment' });
    expect(await targets()).toEqual(['payment']);
    await codedeploy.call('DeleteDeploymentGroup', { applicationName: 'shop', deploymentGroupName: 'payment' });
    expect(await targets()).toEqual([]);
  });

  test('has no instances', async () => {
    await create();
    await deploy(['d-SUCCEEDED'], {});
    const deploymentId = 'd-SUCCEEDED';
    const type = 'InvalidComputePlatformException';
    await expect(codedeploy.call('ListDeploymentInstances', { deploymentId })).rejects.toMatchObject({ type });
    await expect(codedeploy.call('GetDeploymentInstance', { deploymentId, instanceId: 'i' })).rejects.toMatchObject({
      type,
    });
    await expect(
      codedeploy.call('BatchGetDeploymentInstances', { deploymentId, instanceIds: ['i'] }),
    ).rejects.toMatchObject({ type });
    await expect(codedeploy.call('ListDeploymentInstances', { deploymentId: 'd-NONE00000' })).rejects.toMatchObject({
      type: 'DeploymentDoesNotExistException',
    });
    await expect(codedeploy.call('ListDeploymentInstances', { deploymentId: 'none' })).rejects.toMatchObject({
      type: 'InvalidDeploymentIdException',
    });
    await expect(
      codedeploy.call('GetDeploymentInstance', { deploymentId, instanceId: undefined }),
    ).rejects.toMatchObject({ type: 'InstanceIdRequiredException' });
  });
});
