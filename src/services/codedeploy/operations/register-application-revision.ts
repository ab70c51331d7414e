import type { CodedeployOperation } from '../context.ts';
import { ownerOf, requireApplication, retryConflicts } from '../records.ts';
import { requireShortDescription } from '../resources/names.ts';
import { parseRevision, revisionIdOf } from '../resources/revision-location.ts';
import { findRevision, putRevision, registerRevision } from '../revisions.ts';

/** Makes a revision known to an application. One that is known gets the new description, if there is one. */
export const registerApplicationRevision: CodedeployOperation<'RegisterApplicationRevision'> = async (
  { applicationName, revision, description },
  context,
  request,
) => {
  const owner = ownerOf(request);
  await requireApplication(context, owner, applicationName);
  const reference = parseRevision(revision);
  requireShortDescription(description);
  return retryConflicts(async () => {
    const { key, value: application, revision: ifRevision } = await requireApplication(context, owner, applicationName);
    const place = { ...owner, applicationId: application.id };
    const stored = await findRevision(context, place, revisionIdOf(reference));
    const record =
      stored === undefined
        ? registerRevision({ application, reference, description, atMs: context.clock.now() })
        : { ...stored.value, ...(description !== undefined && { description }) };
    await context.store.documents.write([
      // So that the application cannot be deleted without its new revision.
      { kind: 'put', key, value: application, ifRevision },
      putRevision(record, stored),
    ]);
    return {};
  });
};
