import { ApiError } from '../../../aws/api-error.ts';
import { holdConfig } from '../configs.ts';
import type { CodedeployInput, CodedeployOperation } from '../context.ts';
import { groupExists, missing } from '../errors.ts';
import { findGroup, ownerOf, requireApplication, retryConflicts } from '../records.ts';
import { parseAlarms } from '../resources/alarm-settings.ts';
import { parseAutoRollback } from '../resources/auto-rollback-settings.ts';
import type { GroupRecord } from '../resources/deployment-group.ts';
import { requireLambdaStyle } from '../resources/deployment-style.ts';
import { groupKey, groupsPrefix } from '../resources/keys.ts';
import { requireConfigName, requireGroupName } from '../resources/names.ts';
import { refuseForeignInputs } from '../resources/other-platforms.ts';
import { parseTags } from '../resources/tags.ts';
import { parseTriggers } from '../resources/triggers.ts';
import { requireServiceRole } from '../service-role.ts';

const groupsMax = 1000;

export const createDeploymentGroup: CodedeployOperation<'CreateDeploymentGroup'> = async (input, context, request) => {
  const { store, clock, random } = context;
  const owner = ownerOf(request);
  await requireApplication(context, owner, input.applicationName);
  const name = requireGroupName(input.deploymentGroupName);
  const settings = parseSettings(input);
  await requireServiceRole(settings.serviceRoleArn, request, context);
  return retryConflicts(async () => {
    const application = await requireApplication(context, owner, input.applicationName);
    const { id: applicationId } = application.value;
    if ((await findGroup(context, application.value, name)) !== undefined) throw groupExists(name);
    const prefix = groupsPrefix(owner, applicationId);
    const { documents } = await store.documents.list({ prefix, limit: groupsMax });
    if (documents.length === groupsMax)
      throw new ApiError(
        'DeploymentGroupLimitExceededException',
        `An application can have ${groupsMax} deployment groups at most`,
      );
    const { deploymentConfigName: configName } = settings;
    const heldConfig = configName === undefined ? [] : await holdConfig(context, owner, configName);
    const id = random.uuid();
    const group: GroupRecord = { ...owner, applicationId, name, id, createdAtMs: clock.now(), ...settings };
    await store.documents.write([
      // So that the application cannot be deleted without its new group.
      { kind: 'put', key: application.key, value: application.value, ifRevision: application.revision },
      { kind: 'put', key: groupKey(owner, applicationId, name), value: group, ifRevision: 0 },
      ...heldConfig,
    ]);
    return { deploymentGroupId: id };
  });
};

function parseSettings(input: CodedeployInput<'CreateDeploymentGroup'>) {
  const { serviceRoleArn, deploymentConfigName, alarmConfiguration, autoRollbackConfiguration } = input;
  if (serviceRoleArn === undefined || serviceRoleArn === '') throw missing('serviceRoleArn');
  refuseForeignInputs(input);
  requireLambdaStyle(input.deploymentStyle);
  return {
    serviceRoleArn,
    ...(deploymentConfigName !== undefined && { deploymentConfigName: requireConfigName(deploymentConfigName) }),
    ...(alarmConfiguration !== undefined && { alarms: parseAlarms(alarmConfiguration) }),
    ...(autoRollbackConfiguration !== undefined && { autoRollback: parseAutoRollback(autoRollbackConfiguration) }),
    triggers: parseTriggers(input.triggerConfigurations),
    tags: parseTags(input.tags),
  };
}
