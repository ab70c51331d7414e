import type { Stored } from '../../storage/documents.ts';
import type { CodedeployContext } from './context.ts';
import { findActivity } from './records.ts';
import type { GroupRecord } from './resources/deployment-group.ts';
import { activityKey } from './resources/keys.ts';

/**
 * Takes a group away. What was deployed to it stays known by its ID. Rejects with
 * `RevisionConflict` where the group was changed, or a deployment to it began or ended, meanwhile.
 */
export async function deleteGroup(
  context: Pick<CodedeployContext, 'store'>,
  { key, revision, value: group }: Stored<GroupRecord>,
): Promise<void> {
  const activity = await findActivity(context, group);
  await context.store.documents.write([
    { kind: 'delete', key, ifRevision: revision },
    { kind: 'delete', key: activityKey(group, group.id), ifRevision: activity?.revision ?? 0 },
  ]);
}
