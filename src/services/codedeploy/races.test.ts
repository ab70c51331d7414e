/** What one request does between what another one reads and what it writes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RevisionConflict } from '../../storage/documents.ts';
import { openCodedeploy, owner, serviceRoleArn, type TestCodedeploy } from './codedeploy.fixture.ts';
import { deleteGroup } from './group-deletion.ts';
import { requireApplication, requireGroup } from './records.ts';
import { activityKey } from './resources/keys.ts';

let codedeploy: TestCodedeploy;
const application = { applicationName: 'shop' };
const other = { ...application, deploymentGroupName: 'other', serviceRoleArn };
const own = { deploymentConfigName: 'own' };

beforeEach(async () => {
  codedeploy = await openCodedeploy();
  await codedeploy.createGroup('shop', 'checkout');
  await codedeploy.call('CreateDeploymentConfig', {
    ...own,
    computePlatform: 'Lambda',
    trafficRoutingConfig: { type: 'AllAtOnce' },
  });
});

afterEach(async () => codedeploy[Symbol.asyncDispose]());

const names = async () => {
  const { documents } = await codedeploy.documents.list<{ name?: string }>({ prefix: 'codedeploy/' });
  return documents.map(({ value }) => value.name ?? 'nameless');
};

const rename = (newDeploymentGroupName: string) =>
  codedeploy.call('UpdateDeploymentGroup', {
    ...application,
    currentDeploymentGroupName: 'checkout',
    newDeploymentGroupName,
  });

const groupId = async (): Promise<string> => {
  const { value } = await requireApplication(codedeploy.context, owner, 'shop');
  return (await requireGroup(codedeploy.context, value, 'checkout')).value.id;
};

describe('an application that is being deleted', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['a new group', () => codedeploy.call('CreateDeploymentGroup', other)],
    ['a new name of a group', () => rename('payment')],
    [
      'a new revision',
      () =>
        codedeploy.call('RegisterApplicationRevision', {
          ...application,
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } },
        }),
    ],
  ])('takes along %s', async (_, act) => {
    codedeploy.beforeNextWrite(act);
    await codedeploy.call('DeleteApplication', application);
    expect(await names()).toEqual(['own']);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a group', () => codedeploy.call('CreateDeploymentGroup', other)],
    [
      'a revision',
      () =>
        codedeploy.call('RegisterApplicationRevision', {
          ...application,
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } },
        }),
    ],
    [
      'a tag',
      () =>
        codedeploy.call('TagResource', {
          ResourceArn: 'arn:aws:codedeploy:us-east-1:000000000000:application:shop',
          Tags: [{ Key: 'a', Value: '1' }],
        }),
    ],
    ['a name', () => codedeploy.call('UpdateApplication', { ...application, newApplicationName: 'store' })],
  ])('gets no %s any more', async (_, act) => {
    codedeploy.beforeNextWrite(() => codedeploy.call('DeleteApplication', application));
    await expect(act()).rejects.toMatchObject({ type: 'ApplicationDoesNotExistException' });
    expect(await names()).toEqual(['own']);
  });
});

describe('a config that is being deleted', () => {
  const deletion = () => codedeploy.call('DeleteDeploymentConfig', own);

  test.each<[string, () => Promise<unknown>]>([
    ['a new group', () => codedeploy.call('CreateDeploymentGroup', { ...other, ...own })],
    [
      'a changed group',
      () =>
        codedeploy.call('UpdateDeploymentGroup', { ...application, currentDeploymentGroupName: 'checkout', ...own }),
    ],
  ])('stays for %s, or is refused to it', async (_, takeOn) => {
    codedeploy.beforeNextWrite(deletion);
    await expect(takeOn()).rejects.toMatchObject({ type: 'DeploymentConfigDoesNotExistException' });
    await codedeploy.call('CreateDeploymentConfig', {
      ...own,
      computePlatform: 'Lambda',
      trafficRoutingConfig: { type: 'AllAtOnce' },
    });
    codedeploy.beforeNextWrite(takeOn);
    await expect(deletion()).rejects.toMatchObject({ type: 'DeploymentConfigInUseException' });
  });
});

test('a name goes to one group, whoever asks for it at the same moment', async () => {
  codedeploy.beforeNextWrite(() => codedeploy.call('CreateDeploymentGroup', other));
  await expect(rename('other')).rejects.toMatchObject({ type: 'DeploymentGroupAlreadyExistsException' });
  codedeploy.beforeNextWrite(() => rename('payment'));
  await expect(
    codedeploy.call('CreateDeploymentGroup', { ...other, deploymentGroupName: 'payment' }),
  ).rejects.toMatchObject({ type: 'DeploymentGroupAlreadyExistsException' });
  expect((await codedeploy.call('ListDeploymentGroups', application)).deploymentGroups).toEqual(['other', 'payment']);
});

describe('a group that is deleted while a deployment to it begins', () => {
  const begin = async (): Promise<string> => {
    const key = activityKey(owner, await groupId());
    codedeploy.beforeNextWrite(() =>
      codedeploy.documents.write([{ kind: 'put', key, value: { activeDeploymentId: 'd-RUNNING00' }, ifRevision: 0 }]),
    );
    return key;
  };

  test('is looked at once more', async () => {
    const { value } = await requireApplication(codedeploy.context, owner, 'shop');
    const group = await requireGroup(codedeploy.context, value, 'checkout');
    await begin();
    await expect(deleteGroup(codedeploy.context, group)).rejects.toThrow(RevisionConflict);
  });

  test('leaves what the deployment needs until its end, and that the group is gone', async () => {
    const key = await begin();
    await codedeploy.call('DeleteDeploymentGroup', { ...application, deploymentGroupName: 'checkout' });
    expect((await codedeploy.documents.get(key))?.value).toMatchObject({ isGroupDeleted: true });
  });
});

test('an update keeps what another one changed meanwhile', async () => {
  codedeploy.beforeNextWrite(() =>
    codedeploy.call('UpdateDeploymentGroup', {
      ...application,
      currentDeploymentGroupName: 'checkout',
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    }),
  );
  await rename('payment');
  const { deploymentGroupInfo } = await codedeploy.call('GetDeploymentGroup', {
    ...application,
    deploymentGroupName: 'payment',
  });
  expect(deploymentGroupInfo?.autoRollbackConfiguration?.enabled).toBe(true);
});
