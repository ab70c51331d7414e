import { ApiError } from '../../../aws/api-error.ts';
import type { IamOperation } from '../context.ts';
import { countUsage, requireOwnPolicy } from '../policies.ts';
import { retryConflicts } from '../retry-conflicts.ts';

/** Deletes a policy that no role has and whose versions but the default one are deleted. */
export const deletePolicy: IamOperation<'DeletePolicy'> = async (input, context) => {
  await retryConflicts(async () => {
    const { policy, stored } = await requireOwnPolicy(context, input.PolicyArn);
    const { attached, boundary } = (await countUsage(context, policy.account))(input.PolicyArn ?? '');
    if (attached + boundary > 0) {
      throw new ApiError('DeleteConflictException', 'Cannot delete a policy attached to entities.');
    }
    if (policy.versions.length > 1) {
      throw new ApiError(
        'DeleteConflictException',
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    await context.store.documents.write([{ kind: 'delete', key: stored.key, ifRevision: stored.revision }]);
  });
  return {};
};
