import { ApiError } from '../../../aws/api-error.ts';
import type { IamOperation } from '../context.ts';
import { retryConflicts } from '../retry-conflicts.ts';
import { requireRole } from '../roles.ts';

/** Deletes a role that has no policies left. */
export const deleteRole: IamOperation<'DeleteRole'> = async (input, context, { caller }) => {
  await retryConflicts(async () => {
    const stored = await requireRole(context, caller.account, input.RoleName);
    const { attachedPolicies, inlinePolicies } = stored.value;
    if (attachedPolicies.length > 0) {
      throw new ApiError('DeleteConflictException', 'Cannot delete entity, must detach all policies first.');
    }
    if (Object.keys(inlinePolicies).length > 0) {
      throw new ApiError('DeleteConflictException', 'Cannot delete entity, must delete policies first.');
    }
    await context.store.documents.write([{ kind: 'delete', key: stored.key, ifRevision: stored.revision }]);
  });
  return {};
};
