import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { Stored } from '../../../storage/documents.ts';
import type { CodedeployContext } from '../context.ts';
import { createRollback, creationChanges, rollbackRevision } from '../deployment-changes.ts';
import { groupIsBusy } from '../deployment-errors.ts';
import { requireDeployment } from '../deployments.ts';
import { ownerOf, retryConflicts } from '../records.ts';
import { whyNotUndoable } from '../resources/undo.ts';
import type { GroupActivity } from '../resources/deployment-group.ts';
import { activityKey } from '../resources/keys.ts';
import { codedeployRequest } from '../service-request.ts';
import { type Extension, requireDeploymentId } from './extension.ts';

/**
 * Takes a deployment back that has ended: the alias goes back to where it came from, all at once, as
 * a deployment of its own, whose ID is answered.
 */
export const undoDeployment: Extension = (input, context, request) =>
  retryConflicts(() => undo(requireDeploymentId(input), context, request));

async function undo(id: string, context: CodedeployContext, request: RequestContext): Promise<object> {
  const stored = await requireDeployment(context, ownerOf(request), id);
  const deployment = stored.value;
  const key = activityKey(deployment, deployment.groupId);
  const activity = await context.store.documents.get<GroupActivity>(key);
  const active = activity?.value.activeDeploymentId;
  if (active !== undefined) throw groupIsBusy(deployment.groupName, active);
  const refusal = whyNotUndoable(deployment, activity?.value, context.clock.now());
  if (refusal !== undefined) throw new ApiError('UnsupportedActionForDeploymentTypeException', refusal);
  await requireVersion(stored, context);
  const undone = createRollback(context, deployment, { creator: 'user' });
  const link = { kind: 'rolled-back-by', deploymentId: undone.id, isUndo: true } as const;
  await context.store.documents.write([
    { kind: 'put', key: stored.key, value: { ...deployment, rollback: link }, ifRevision: stored.revision },
    ...(await creationChanges(context, undone, activity)),
    ...(await rollbackRevision(context, undone)),
  ]);
  return { deploymentId: undone.id };
}

/** What was deleted since cannot come back. */
async function requireVersion({ value }: Stored<Parameters<typeof whyNotUndoable>[0]>, context: CodedeployContext) {
  const { functionName, currentVersion } = value.target ?? {};
  await context.lambda.GetFunctionConfiguration(
    { FunctionName: functionName, Qualifier: currentVersion },
    codedeployRequest(value, context.random.uuid()),
  );
}
