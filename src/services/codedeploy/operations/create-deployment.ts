import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { createDeployment as createState, type DeploymentSettings } from '../../../deployment/deployment-state.ts';
import { planShift } from '../../../deployment/shift-plan.ts';
import type { Stored } from '../../../storage/documents.ts';
import { findRouting } from '../configs.ts';
import type { CodedeployContext, CodedeployInput, CodedeployOperation } from '../context.ts';
import { creationChanges } from '../deployment-changes.ts';
import { groupIsBusy } from '../deployment-errors.ts';
import { missing } from '../errors.ts';
import { findActivity, ownerOf, requireApplication, requireGroup, retryConflicts } from '../records.ts';
import { parseAlarms } from '../resources/alarm-settings.ts';
import { parseAutoRollback } from '../resources/auto-rollback-settings.ts';
import type { ApplicationRecord } from '../resources/application.ts';
import { deploymentId } from '../resources/deployment-id.ts';
import type { GroupActivity, GroupRecord } from '../resources/deployment-group.ts';
import type { DeploymentRecord } from '../resources/deployment.ts';
import { defaultConfigName } from '../resources/predefined-configs.ts';
import { parseRevision } from '../resources/revision-location.ts';
import { useRevision } from '../revisions.ts';

type Input = CodedeployInput<'CreateDeployment'>;

const descriptionMax = 256;

/**
 * Begins a deployment. What it is given is looked at now, what it names (the alias, its versions, the
 * AppSpec file) when it starts: as on AWS, that fails the deployment, not the request.
 */
export const createDeployment: CodedeployOperation<'CreateDeployment'> = async (input, context, request) => {
  refuseOtherPlatforms(input);
  const id = deploymentId(context.random);
  await retryConflicts(() => create(input, id, context, request));
  return { deploymentId: id };
};

function refuseOtherPlatforms(input: Input): void {
  const refuse = (type: string, text: string): ApiError => new ApiError(type, text);
  if (input.fileExistsBehavior !== undefined)
    throw refuse(
      'InvalidFileExistsBehaviorException',
      'For Lambda and ECS deployment, fileExistsBehavior can not be specified',
    );
  if (input.targetInstances !== undefined)
    throw refuse('InvalidTargetInstancesException', 'For Lambda deployments, targetInstances can not be specified');
  if (input.updateOutdatedInstancesOnly === true)
    throw refuse(
      'InvalidUpdateOutdatedInstancesOnlyValueException',
      'For Lambda deployments, updateOutdatedInstancesOnly must be false',
    );
  if (input.ignoreApplicationStopFailures === true)
    throw refuse(
      'InvalidIgnoreApplicationStopFailuresValueException',
      'For Lambda deployments, ignoreApplicationStopFailures must be false',
    );
  if ([...(input.description ?? '')].length > descriptionMax)
    throw refuse('DescriptionTooLongException', `The description has more than ${descriptionMax} characters`);
}

async function create(input: Input, id: string, context: CodedeployContext, request: RequestContext): Promise<void> {
  const owner = ownerOf(request);
  const { value: application } = await requireApplication(context, owner, input.applicationName);
  if (input.deploymentGroupName === undefined) throw missing('deploymentGroupName');
  const storedGroup = await requireGroup(context, application, input.deploymentGroupName);
  const group = storedGroup.value;
  const atMs = context.clock.now();
  const reference = parseRevision(input.revision);
  const { record: revision, changes } = await useRevision(context, { application, reference, deploymentId: id, atMs });
  const activity = await findActivity(context, group);
  const active = activity?.value.activeDeploymentId;
  if (active !== undefined) throw groupIsBusy(group.name, active);
  const settings = await readSettings(input, { group, context });
  const deployment = describeNew({ id, application, group, settings, activity, revisionId: revision.id, atMs }, input);
  await context.store.documents.write([
    ...(await creationChanges(context, deployment, activity)),
    ...changes,
    // Written as it is: where the group is changed or deleted meanwhile, all this is decided anew.
    { kind: 'put', key: storedGroup.key, value: group, ifRevision: storedGroup.revision },
  ]);
}

interface Settings {
  readonly machine: DeploymentSettings;
  readonly configName: string;
  readonly alarms: DeploymentRecord['alarms'];
  readonly overrideAlarms: DeploymentRecord['overrideAlarms'];
  readonly autoRollback: DeploymentRecord['autoRollback'];
}

/** What the request says counts, then what the group says, then CodeDeploy's defaults. */
async function readSettings(
  input: Input,
  { group, context }: { readonly group: GroupRecord; readonly context: CodedeployContext },
): Promise<Settings> {
  const configName = input.deploymentConfigName ?? group.deploymentConfigName ?? defaultConfigName;
  const routing = await findRouting(context, group, configName);
  const { overrideAlarmConfiguration, autoRollbackConfiguration } = input;
  const overrideAlarms = overrideAlarmConfiguration && parseAlarms(overrideAlarmConfiguration);
  const alarms = overrideAlarms ?? group.alarms;
  const autoRollback = autoRollbackConfiguration ? parseAutoRollback(autoRollbackConfiguration) : group.autoRollback;
  const isOn = (event: 'FAILURE' | 'STOP_ON_ALARM' | 'STOP_ON_REQUEST'): boolean =>
    autoRollback?.enabled === true && autoRollback.events.includes(`DEPLOYMENT_${event}`);
  const machine: DeploymentSettings = {
    steps: planShift(routing),
    alarms: alarms?.enabled === true && alarms.names.length > 0 ? 'watched' : 'none',
    ignoresUnreadableAlarms: alarms?.ignorePollAlarmFailure ?? false,
    rollsBackOn: {
      failure: isOn('FAILURE'),
      alarm: isOn('STOP_ON_ALARM'),
      stopRequest: isOn('STOP_ON_REQUEST'),
    },
    awaitsBrokenHooks: context.parity === 'strict',
  };
  return { machine, configName, alarms, overrideAlarms, autoRollback };
}

interface New {
  readonly id: string;
  readonly application: ApplicationRecord;
  readonly group: GroupRecord;
  readonly settings: Settings;
  readonly activity: Stored<GroupActivity> | undefined;
  readonly revisionId: string;
  readonly atMs: number;
}

function describeNew(
  { id, application, group, settings, activity, revisionId, atMs }: New,
  { description }: Input,
): DeploymentRecord {
  const { machine, configName, alarms, overrideAlarms, autoRollback } = settings;
  const previousRevisionId = activity?.value.targetRevisionId;
  return {
    region: group.region,
    account: group.account,
    id,
    state: createState({ kind: 'shift', settings: machine, atMs }),
    applicationId: application.id,
    applicationName: application.name,
    groupId: group.id,
    groupName: group.name,
    configName,
    revisionId,
    ...(previousRevisionId !== undefined && { previousRevisionId }),
    creator: 'user',
    ...(description !== undefined && { description }),
    serviceRoleArn: group.serviceRoleArn,
    triggers: group.triggers,
    ...(alarms && { alarms }),
    ...(overrideAlarms && { overrideAlarms }),
    ...(autoRollback && { autoRollback }),
    messages: [],
    savedAtMs: atMs,
  };
}
