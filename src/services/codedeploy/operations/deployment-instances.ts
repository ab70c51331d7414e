/** Operations from the time when CodeDeploy knew servers alone: a deployment to Lambda has no instances. */
import type { RequestContext } from '../../../aws/caller.ts';
import type { CodedeployContext, CodedeployOperation } from '../context.ts';
import { deploymentNotFound, invalidPlatform, missing } from '../errors.ts';
import { ownerOf } from '../records.ts';
import { deploymentKey } from '../resources/keys.ts';
import { requireDeploymentId } from '../resources/names.ts';

export const getDeploymentInstance: CodedeployOperation<'GetDeploymentInstance'> = async (input, context, request) => {
  const id = requireDeploymentId(input.deploymentId);
  if (input.instanceId === undefined) throw missing('instanceId');
  return refuse(id, context, request);
};

export const batchGetDeploymentInstances: CodedeployOperation<'BatchGetDeploymentInstances'> = async (
  input,
  context,
  request,
) => {
  const id = requireDeploymentId(input.deploymentId);
  if (input.instanceIds === undefined || input.instanceIds.length === 0) throw missing('instanceId');
  return refuse(id, context, request);
};

export const listDeploymentInstances: CodedeployOperation<'ListDeploymentInstances'> = async (
  input,
  context,
  request,
) => refuse(requireDeploymentId(input.deploymentId), context, request);

async function refuse(deploymentId: string, { store }: CodedeployContext, request: RequestContext): Promise<never> {
  const stored = await store.documents.get(deploymentKey(ownerOf(request), deploymentId));
  if (stored === undefined) throw deploymentNotFound(deploymentId);
  throw invalidPlatform(
    `The deployment ${deploymentId} is for Lambda, which has no instances: ask for its target with GetDeploymentTarget.`,
  );
}
