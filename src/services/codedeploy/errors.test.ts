import { expect, test } from 'vitest';
import { codedeploy, type CodedeployOperations } from '../../api/codedeploy.ts';
import { findViolations } from '../../protocol/validation.ts';
import { describeViolation } from './errors.ts';

const group = { applicationName: 'shop', deploymentGroupName: 'checkout', serviceRoleArn: 'arn' };
const long = 'x'.repeat(101);

test.each<[keyof CodedeployOperations, object, string]>([
  ['CreateApplication', {}, 'ApplicationNameRequired'],
  ['CreateApplication', { applicationName: long }, 'InvalidApplicationName'],
  ['CreateApplication', { applicationName: '' }, 'InvalidApplicationName'],
  ['CreateApplication', { applicationName: 'shop', computePlatform: 'Mainframe' }, 'InvalidComputePlatform'],
  ['BatchGetApplications', {}, 'ApplicationNameRequired'],
  ['BatchGetApplications', { applicationNames: [long] }, 'InvalidApplicationName'],
  ['UpdateApplication', { newApplicationName: long }, 'InvalidApplicationName'],
  ['GetDeploymentGroup', { applicationName: 'shop' }, 'DeploymentGroupNameRequired'],
  ['GetDeploymentGroup', { applicationName: 'shop', deploymentGroupName: long }, 'InvalidDeploymentGroupName'],
  ['BatchGetDeploymentGroups', { applicationName: 'shop' }, 'DeploymentGroupNameRequired'],
  ['UpdateDeploymentGroup', { applicationName: 'shop' }, 'DeploymentGroupNameRequired'],
  [
    'UpdateDeploymentGroup',
    { applicationName: 'shop', currentDeploymentGroupName: 'a', newDeploymentGroupName: long },
    'InvalidDeploymentGroupName',
  ],
  ['CreateDeploymentGroup', { applicationName: 'shop', deploymentGroupName: 'checkout' }, 'RoleRequired'],
  ['CreateDeploymentGroup', { ...group, deploymentConfigName: long }, 'InvalidDeploymentConfigName'],
  [
    'CreateDeploymentGroup',
    { ...group, triggerConfigurations: [{ triggerEvents: ['DeploymentPause'] }] },
    'InvalidTriggerConfig',
  ],
  [
    'CreateDeploymentGroup',
    { ...group, autoRollbackConfiguration: { events: ['ON_MONDAY'] } },
    'InvalidAutoRollbackConfig',
  ],
  ['CreateDeploymentGroup', { ...group, deploymentStyle: { deploymentType: 'RED' } }, 'InvalidDeploymentStyle'],
  ['CreateDeploymentGroup', { ...group, outdatedInstancesStrategy: 'KEEP' }, 'InvalidInput'],
  ['CreateDeploymentGroup', { ...group, ec2TagFilters: [{ Type: 'ANY' }] }, 'InvalidEC2Tag'],
  ['GetDeploymentConfig', {}, 'DeploymentConfigNameRequired'],
  [
    'CreateDeploymentConfig',
    { deploymentConfigName: 'slow', trafficRoutingConfig: { type: 'Sudden' } },
    'InvalidTrafficRoutingConfiguration',
  ],
  [
    'CreateDeploymentConfig',
    { deploymentConfigName: 'slow', minimumHealthyHosts: { type: 'SOME' } },
    'InvalidMinimumHealthyHostValue',
  ],
  ['GetDeployment', {}, 'DeploymentIdRequired'],
  ['BatchGetDeployments', {}, 'DeploymentIdRequired'],
  ['GetDeploymentTarget', { deploymentId: 'd-ABCDEFGHI' }, 'DeploymentTargetIdRequired'],
  ['GetDeploymentInstance', { deploymentId: 'd-ABCDEFGHI' }, 'InstanceIdRequired'],
  ['PutLifecycleEventHookExecutionStatus', { status: 'Great' }, 'InvalidLifecycleEventHookExecutionStatus'],
  ['ListDeployments', { includeOnlyStatuses: ['Done'] }, 'InvalidDeploymentStatus'],
  ['ContinueDeployment', { deploymentWaitType: 'LONG' }, 'InvalidDeploymentWaitType'],
  [
    'ListDeploymentTargets',
    { deploymentId: 'd-ABCDEFGHI', targetFilters: { Color: ['red'] } },
    'InvalidTargetFilterName',
  ],
  ['RegisterApplicationRevision', { applicationName: 'shop' }, 'RevisionRequired'],
  [
    'RegisterApplicationRevision',
    { applicationName: 'shop', revision: { s3Location: { bundleType: 'rar' } } },
    'InvalidRevision',
  ],
  [
    'BatchGetApplicationRevisions',
    { applicationName: 'shop', revisions: [{ revisionType: 'Floppy' }] },
    'InvalidRevision',
  ],
  ['CreateDeployment', { applicationName: 'shop', fileExistsBehavior: 'ASK' }, 'InvalidFileExistsBehavior'],
  ['ListApplicationRevisions', { applicationName: 'shop', sortBy: 'name' }, 'InvalidSortBy'],
  ['ListApplicationRevisions', { applicationName: 'shop', sortOrder: 'up' }, 'InvalidSortOrder'],
  ['ListApplicationRevisions', { applicationName: 'shop', deployed: 'maybe' }, 'InvalidDeployedStateFilter'],
  ['TagResource', { Tags: [] }, 'ResourceArnRequired'],
  ['TagResource', { ResourceArn: 'arn' }, 'TagRequired'],
  ['UntagResource', { ResourceArn: 'arn' }, 'TagRequired'],
  ['ListTagsForResource', { ResourceArn: 'x'.repeat(1012) }, 'InvalidArn'],
])('%s with %o is answered with the exception that CodeDeploy has for it', async (operation, input, name) => {
  const violations = findViolations(await codedeploy.load(), operation, { ...input }, new Set());
  if (violations === undefined) throw new Error('the input violates nothing');
  const error = describeViolation(violations);
  expect(error.type).toBe(`${name}Exception`);
  expect(error.message).not.toBe('');
});
