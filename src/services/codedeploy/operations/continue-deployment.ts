import { ApiError } from '../../../aws/api-error.ts';
import type { CodedeployOperation } from '../context.ts';
import { refusalError } from '../deployment-errors.ts';
import { requireDeployment } from '../deployments.ts';
import { ownerOf } from '../records.ts';

/** Deployments to Lambda never wait to be continued. Inferred: which of its errors AWS answers to a running one. */
export const continueDeployment: CodedeployOperation<'ContinueDeployment'> = async (input, context, request) => {
  const { value: deployment } = await requireDeployment(context, ownerOf(request), input.deploymentId);
  if (deployment.state.phase.kind === 'ended') throw refusalError('completed', deployment.id);
  throw new ApiError(
    'UnsupportedActionForDeploymentTypeException',
    `The deployment ${deployment.id} is one to Lambda, which does not wait to be continued`,
  );
};
