import { readAll } from '../../../storage/read-all.ts';
import type { CodedeployContext, CodedeployOperation } from '../context.ts';
import { deleteGroup } from '../group-deletion.ts';
import { findApplication, ownerOf, retryConflicts } from '../records.ts';
import type { ApplicationRecord } from '../resources/application.ts';
import type { GroupRecord } from '../resources/deployment-group.ts';
import { groupsPrefix, revisionsPrefix } from '../resources/keys.ts';

/**
 * Takes an application away with its groups and revisions; one that is not there is no error. A
 * crash on the way leaves an application with less in it, and the next request goes on.
 */
export const deleteApplication: CodedeployOperation<'DeleteApplication'> = async (input, context, request) =>
  retryConflicts(async () => {
    const stored = await findApplication(context, ownerOf(request), input.applicationName);
    if (stored === undefined) return {};
    const { key, value: application, revision } = stored;
    for await (const group of readAll<GroupRecord>(context.store.documents, groupsPrefix(application, application.id)))
      await deleteGroup(context, group);
    await deleteRevisions(context, application);
    // Whoever makes a group or registers a revision writes the application too, so none has come meanwhile.
    await context.store.documents.write([{ kind: 'delete', key, ifRevision: revision }]);
    return {};
  });

async function deleteRevisions({ store }: CodedeployContext, application: ApplicationRecord): Promise<void> {
  const prefix = revisionsPrefix(application, application.id);
  for (;;) {
    const { documents } = await store.documents.list({ prefix, limit: 100 });
    if (documents.length === 0) return;
    await store.documents.write(documents.map(({ key }) => ({ kind: 'delete', key }) as const));
  }
}
