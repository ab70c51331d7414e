import type { Change, Stored } from '../../../storage/documents.ts';
import { holdConfig } from '../configs.ts';
import type { CodedeployContext, CodedeployInput, CodedeployOperation } from '../context.ts';
import { groupExists } from '../errors.ts';
import { findGroup, ownerOf, requireApplication, requireGroup, retryConflicts } from '../records.ts';
import { parseAlarms } from '../resources/alarm-settings.ts';
import type { ApplicationRecord } from '../resources/application.ts';
import { parseAutoRollback } from '../resources/auto-rollback-settings.ts';
import type { GroupRecord } from '../resources/deployment-group.ts';
import { requireLambdaStyle } from '../resources/deployment-style.ts';
import { groupKey } from '../resources/keys.ts';
import { requireConfigName, requireGroupName } from '../resources/names.ts';
import { refuseForeignInputs } from '../resources/other-platforms.ts';
import { parseTriggers } from '../resources/triggers.ts';
import { requireServiceRole } from '../service-role.ts';

/** Changes what is given. Alarms, rollback and triggers that are left out stay as they are: only empty ones clear them. */
export const updateDeploymentGroup: CodedeployOperation<'UpdateDeploymentGroup'> = async (input, context, request) => {
  const owner = ownerOf(request);
  const { value: application } = await requireApplication(context, owner, input.applicationName);
  await requireGroup(context, application, input.currentDeploymentGroupName);
  const settings = parseSettings(input);
  if (settings.serviceRoleArn !== undefined) await requireServiceRole(settings.serviceRoleArn, request, context);
  return retryConflicts(async () => {
    const stored = await requireGroup(context, application, input.currentDeploymentGroupName);
    const group: GroupRecord = { ...stored.value, ...settings };
    const { deploymentConfigName: configName } = settings;
    const heldConfig = configName === undefined ? [] : await holdConfig(context, owner, configName);
    const changes = await replaceGroup(context, { application, stored, group });
    await context.store.documents.write([...changes, ...heldConfig]);
    return { hooksNotCleanedUp: [] };
  });
};

function parseSettings(input: CodedeployInput<'UpdateDeploymentGroup'>): Partial<GroupRecord> {
  const { newDeploymentGroupName: name, serviceRoleArn, deploymentConfigName } = input;
  const { alarmConfiguration, autoRollbackConfiguration, triggerConfigurations } = input;
  refuseForeignInputs(input);
  requireLambdaStyle(input.deploymentStyle);
  return {
    ...(name !== undefined && { name: requireGroupName(name) }),
    ...(serviceRoleArn !== undefined && { serviceRoleArn }),
    ...(deploymentConfigName !== undefined && { deploymentConfigName: requireConfigName(deploymentConfigName) }),
    ...(alarmConfiguration !== undefined && { alarms: parseAlarms(alarmConfiguration) }),
    ...(autoRollbackConfiguration !== undefined && { autoRollback: parseAutoRollback(autoRollbackConfiguration) }),
    ...(triggerConfigurations !== undefined && { triggers: parseTriggers(triggerConfigurations) }),
  };
}

interface Replacement {
  readonly application: ApplicationRecord;
  readonly stored: Stored<GroupRecord>;
  readonly group: GroupRecord;
}

/** A group's name is part of its key: a new one moves it. */
async function replaceGroup(
  context: CodedeployContext,
  { application, stored, group }: Replacement,
): Promise<readonly Change[]> {
  const { key, value, revision: ifRevision } = stored;
  if (group.name === value.name) return [{ kind: 'put', key, value: group, ifRevision }];
  if ((await findGroup(context, application, group.name)) !== undefined) throw groupExists(group.name);
  const newKey = groupKey(application, application.id, group.name);
  return [
    { kind: 'delete', key, ifRevision },
    { kind: 'put', key: newKey, value: group, ifRevision: 0 },
  ];
}
