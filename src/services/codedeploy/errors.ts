/**
 * CodeDeploy's errors. Recorded are the texts of a missing application, group, config and role, of a
 * bundle's type and of a deployment style; the others are worded as they are most likely to be, for
 * clients go by the type.
 */
import { ApiError } from '../../aws/api-error.ts';
import type { Violations } from '../../aws/violation.ts';

export const applicationNotFound = (name: string): ApiError =>
  new ApiError('ApplicationDoesNotExistException', `No application found for name: ${name}`);

export const groupNotFound = (name: string): ApiError =>
  new ApiError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);

export const configNotFound = (name: string): ApiError =>
  new ApiError('DeploymentConfigDoesNotExistException', `No deployment configuration found for name: ${name}`);

export const deploymentNotFound = (id: string): ApiError =>
  new ApiError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);

export const revisionNotFound = (revision: string): ApiError =>
  new ApiError('RevisionDoesNotExistException', `No application revision found for ${revision}`);

export const applicationExists = (name: string): ApiError =>
  new ApiError('ApplicationAlreadyExistsException', `An application with the name ${name} already exists`);

export const groupExists = (name: string): ApiError =>
  new ApiError('DeploymentGroupAlreadyExistsException', `A deployment group with the name ${name} already exists`);

export const configExists = (name: string): ApiError =>
  new ApiError('DeploymentConfigAlreadyExistsException', `A deployment configuration named ${name} already exists`);

export const invalidPlatform = (text: string): ApiError => new ApiError('InvalidComputePlatformException', text);
export const invalidRevision = (text: string): ApiError => new ApiError('InvalidRevisionException', text);
export const invalidStyle = (text: string): ApiError => new ApiError('InvalidDeploymentStyleException', text);
export const invalidRouting = (text: string): ApiError =>
  new ApiError('InvalidTrafficRoutingConfigurationException', text);
export const invalidAlarms = (text: string): ApiError => new ApiError('InvalidAlarmConfigException', text);
export const invalidRollback = (text: string): ApiError => new ApiError('InvalidAutoRollbackConfigException', text);
export const invalidTrigger = (text: string): ApiError => new ApiError('InvalidTriggerConfigException', text);
export const invalidTags = (text: string): ApiError => new ApiError('InvalidTagsToAddException', text);
export const invalidRole = (): ApiError => new ApiError('InvalidRoleException', 'Cannot assume role provided.');
export const invalidToken = (): ApiError =>
  new ApiError('InvalidNextTokenException', 'The specified nextToken is invalid.');

export const tooManyInBatch = (max: number): ApiError =>
  new ApiError('BatchLimitExceededException', `A request may name ${max} at most`);

/** Other requests change the same thing without end. */
export const throttled = (): ApiError =>
  new ApiError('ThrottlingException', 'Too many requests change this resource at the same time. Try again.');

const required = {
  applicationName: ['ApplicationNameRequiredException', 'An application name is required'],
  deploymentGroupName: ['DeploymentGroupNameRequiredException', 'A deployment group name is required'],
  deploymentConfigName: ['DeploymentConfigNameRequiredException', 'A deployment configuration name is required'],
  deploymentId: ['DeploymentIdRequiredException', 'A deployment ID is required'],
  targetId: ['DeploymentTargetIdRequiredException', 'A deployment target ID is required'],
  instanceId: ['InstanceIdRequiredException', 'An instance ID is required'],
  serviceRoleArn: ['RoleRequiredException', 'A service role ARN is required'],
  revision: ['RevisionRequiredException', 'A revision is required'],
  resourceArn: ['ResourceArnRequiredException', 'A resource ARN is required'],
  tags: ['TagRequiredException', 'At least one tag is required'],
} as const;

type RequiredInput = keyof typeof required;

/** What the operation cannot do without was not given. */
export function missing(input: RequiredInput): ApiError {
  const [type, text] = required[input];
  return new ApiError(type, text);
}

/** Under which of the inputs above a member belongs. */
const requiredMembers: Readonly<Record<string, RequiredInput>> = {
  applicationName: 'applicationName',
  applicationNames: 'applicationName',
  deploymentGroupName: 'deploymentGroupName',
  deploymentGroupNames: 'deploymentGroupName',
  currentDeploymentGroupName: 'deploymentGroupName',
  deploymentConfigName: 'deploymentConfigName',
  deploymentId: 'deploymentId',
  deploymentIds: 'deploymentId',
  targetId: 'targetId',
  targetIds: 'targetId',
  instanceId: 'instanceId',
  instanceIds: 'instanceId',
  serviceRoleArn: 'serviceRoleArn',
  revision: 'revision',
  revisions: 'revision',
  resourceArn: 'resourceArn',
  tags: 'tags',
  tagKeys: 'tags',
};

/** The type by which CodeDeploy says that a member is not as it should be. */
const brokenMembers: Readonly<Record<string, string>> = {
  applicationName: 'InvalidApplicationNameException',
  applicationNames: 'InvalidApplicationNameException',
  newApplicationName: 'InvalidApplicationNameException',
  deploymentGroupName: 'InvalidDeploymentGroupNameException',
  deploymentGroupNames: 'InvalidDeploymentGroupNameException',
  currentDeploymentGroupName: 'InvalidDeploymentGroupNameException',
  newDeploymentGroupName: 'InvalidDeploymentGroupNameException',
  deploymentConfigName: 'InvalidDeploymentConfigNameException',
  computePlatform: 'InvalidComputePlatformException',
  revision: 'InvalidRevisionException',
  revisions: 'InvalidRevisionException',
  trafficRoutingConfig: 'InvalidTrafficRoutingConfigurationException',
  minimumHealthyHosts: 'InvalidMinimumHealthyHostValueException',
  zonalConfig: 'InvalidZonalDeploymentConfigurationException',
  triggerConfigurations: 'InvalidTriggerConfigException',
  alarmConfiguration: 'InvalidAlarmConfigException',
  overrideAlarmConfiguration: 'InvalidAlarmConfigException',
  autoRollbackConfiguration: 'InvalidAutoRollbackConfigException',
  deploymentStyle: 'InvalidDeploymentStyleException',
  blueGreenDeploymentConfiguration: 'InvalidBlueGreenDeploymentConfigurationException',
  loadBalancerInfo: 'InvalidLoadBalancerInfoException',
  ec2TagFilters: 'InvalidEC2TagException',
  ec2TagSet: 'InvalidEC2TagException',
  onPremisesInstanceTagFilters: 'InvalidTagException',
  onPremisesTagSet: 'InvalidTagException',
  targetInstances: 'InvalidTargetInstancesException',
  fileExistsBehavior: 'InvalidFileExistsBehaviorException',
  status: 'InvalidLifecycleEventHookExecutionStatusException',
  includeOnlyStatuses: 'InvalidDeploymentStatusException',
  deploymentWaitType: 'InvalidDeploymentWaitTypeException',
  targetFilters: 'InvalidTargetFilterNameException',
  instanceStatusFilter: 'InvalidInstanceStatusException',
  instanceTypeFilter: 'InvalidInstanceTypeException',
  sortBy: 'InvalidSortByException',
  sortOrder: 'InvalidSortOrderException',
  deployed: 'InvalidDeployedStateFilterException',
  resourceArn: 'InvalidArnException',
  tags: 'InvalidTagsToAddException',
};

/** Words what an input violates as CodeDeploy does, which has an error type of its own for nearly every member. */
export function describeViolation({ message, first }: Violations): ApiError {
  const member = first.path.split('.')[0] ?? '';
  const input = first.kind === 'missing' ? requiredMembers[member] : undefined;
  if (input !== undefined) return missing(input);
  return new ApiError(brokenMembers[member] ?? 'InvalidInputException', message);
}
