import { ApiError } from '../../../aws/api-error.ts';
import type { CodedeployContext, CodedeployInput, CodedeployOperation } from '../context.ts';
import { invalidTargetId, notStarted } from '../deployment-errors.ts';
import { requireDeployment } from '../deployments.ts';
import { missing } from '../errors.ts';
import { ownerOf } from '../records.ts';
import type { DeploymentRecord, ShiftTarget } from '../resources/deployment.ts';
import { describeDeploymentTarget, shortName, targetIdOf } from '../resources/describe-deployment.ts';
import type { Owner } from '../resources/keys.ts';

/** The one target of a deployment to Lambda: an alias of a function. */
export const listDeploymentTargets: CodedeployOperation<'ListDeploymentTargets'> = async (input, context, request) => {
  const { deployment, target } = await requireTarget(context, ownerOf(request), input.deploymentId);
  const { lambdaTarget } = describeDeploymentTarget(deployment, target);
  return { targetIds: isWanted(lambdaTarget?.status, input.targetFilters) ? [targetIdOf(target)] : [] };
};

function isWanted(
  status: string | undefined,
  filters: CodedeployInput<'ListDeploymentTargets'>['targetFilters'],
): boolean {
  // A server's label fits no function.
  if (filters?.ServerInstanceLabel !== undefined) return false;
  return filters?.TargetStatus === undefined || filters.TargetStatus.includes(status ?? '');
}

export const getDeploymentTarget: CodedeployOperation<'GetDeploymentTarget'> = async (input, context, request) => {
  const found = await requireTarget(context, ownerOf(request), input.deploymentId);
  return { deploymentTarget: describe(found, input.targetId) };
};

export const batchGetDeploymentTargets: CodedeployOperation<'BatchGetDeploymentTargets'> = async (
  input,
  context,
  request,
) => {
  const found = await requireTarget(context, ownerOf(request), input.deploymentId);
  const ids = input.targetIds ?? [];
  if (ids.length !== 1)
    throw new ApiError(
      'DeploymentTargetListSizeExceededException',
      'For Lambda deployments, the list of target IDs must have exactly one item',
    );
  return { deploymentTargets: ids.map((id) => describe(found, id)) };
};

interface Found {
  readonly deployment: DeploymentRecord;
  readonly target: ShiftTarget;
}

function describe({ deployment, target }: Found, targetId: string | undefined) {
  if (targetId === undefined || targetId === '') throw missing('targetId');
  // AWS's reference calls the function's name the ID of a target.
  if (targetId === targetIdOf(target) || targetId === shortName(target.functionName))
    return describeDeploymentTarget(deployment, target);
  if (!/^[^:]+:[^:]+$/.test(targetId)) throw invalidTargetId(targetId);
  throw new ApiError(
    'DeploymentTargetDoesNotExistException',
    `The deployment ${deployment.id} has no target ${targetId}`,
  );
}

async function requireTarget(context: CodedeployContext, owner: Owner, id: string | undefined): Promise<Found> {
  const { value: deployment } = await requireDeployment(context, owner, id);
  const { target } = deployment;
  if (target === undefined) throw notStarted(deployment.id);
  return { deployment, target };
}
