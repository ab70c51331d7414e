import type { Stored } from '../../storage/documents.ts';
import type { CodedeployContext } from './context.ts';
import { findDeployment, tell } from './deployments.ts';
import { findActivity } from './records.ts';
import type { GroupActivity, GroupRecord } from './resources/deployment-group.ts';
import { activityKey } from './resources/keys.ts';

/**
 * Takes a group away. What was deployed to it stays known by its ID. A deployment to it that still
 * runs is stopped, and its traffic goes back to where it came from. Rejects with `RevisionConflict`
 * where the group was changed, or a deployment to it began or ended, meanwhile.
 */
export async function deleteGroup(
  context: CodedeployContext,
  { key, revision, value: group }: Stored<GroupRecord>,
): Promise<void> {
  await stopActive(context, group);
  const activity = await findActivity(context, group);
  const activityPlace = activityKey(group, group.id);
  const ifRevision = activity?.revision ?? 0;
  await context.store.documents.write([
    { kind: 'delete', key, ifRevision: revision },
    activity?.value.activeDeploymentId === undefined
      ? { kind: 'delete', key: activityPlace, ifRevision }
      : {
          kind: 'put',
          key: activityPlace,
          value: { ...activity.value, isGroupDeleted: true } satisfies GroupActivity,
          ifRevision,
        },
  ]);
}

async function stopActive(context: CodedeployContext, group: GroupRecord): Promise<void> {
  const id = (await findActivity(context, group))?.value.activeDeploymentId;
  const active = id === undefined ? undefined : await findDeployment(context, group, id);
  if (active === undefined) return;
  await tell(context, active, { kind: 'stop-requested', atMs: context.clock.now(), rollsBack: true });
}
