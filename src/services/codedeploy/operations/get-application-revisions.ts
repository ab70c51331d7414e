import type { CodedeployOperation, CodedeployOutput } from '../context.ts';
import { missing, revisionNotFound, tooManyInBatch } from '../errors.ts';
import { ownerOf, requireApplication } from '../records.ts';
import { describeRevision, parseRevision, printReference, revisionIdOf } from '../resources/revision-location.ts';
import { describeRevisionInfo, findRevision, listTargets } from '../revisions.ts';

const batchMax = 25;

/** With the content of an AppSpec file: this is where AWS tells it. */
export const getApplicationRevision: CodedeployOperation<'GetApplicationRevision'> = async (
  input,
  context,
  request,
) => {
  const owner = ownerOf(request);
  const { value: application } = await requireApplication(context, owner, input.applicationName);
  const reference = parseRevision(input.revision);
  const stored = await findRevision(context, { ...owner, applicationId: application.id }, revisionIdOf(reference));
  if (stored === undefined) throw revisionNotFound(printReference(reference));
  const targets = await listTargets(context, application);
  return {
    applicationName: application.name,
    revision: describeRevision(stored.value, { withContent: true }),
    revisionInfo: describeRevisionInfo(stored.value, targets.get(stored.value.id)),
  };
};

/** Revisions that are not there are told of beside those that are. */
export const batchGetApplicationRevisions: CodedeployOperation<'BatchGetApplicationRevisions'> = async (
  input,
  context,
  request,
) => {
  const owner = ownerOf(request);
  const { value: application } = await requireApplication(context, owner, input.applicationName);
  const { revisions = [] } = input;
  if (revisions.length === 0) throw missing('revision');
  if (revisions.length > batchMax) throw tooManyInBatch(batchMax);
  const references = revisions.map(parseRevision);
  const targets = await listTargets(context, application);
  const found: NonNullable<CodedeployOutput<'BatchGetApplicationRevisions'>['revisions']> = [];
  const problems: string[] = [];
  for (const reference of references) {
    const stored = await findRevision(context, { ...owner, applicationId: application.id }, revisionIdOf(reference));
    if (stored === undefined) problems.push(revisionNotFound(printReference(reference)).message);
    else
      found.push({
        revisionLocation: describeRevision(stored.value, { withContent: true }),
        genericRevisionInfo: describeRevisionInfo(stored.value, targets.get(stored.value.id)),
      });
  }
  return {
    applicationName: application.name,
    revisions: found,
    ...(problems.length > 0 && { errorMessage: problems.join('; ') }),
  };
};
