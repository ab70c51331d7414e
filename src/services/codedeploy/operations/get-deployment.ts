import type { CodedeployOperation } from '../context.ts';
import { readRevisions } from '../deployment-revisions.ts';
import { findDeployment, requireDeployment } from '../deployments.ts';
import { invalidDeploymentId } from '../deployment-errors.ts';
import { missing, tooManyInBatch } from '../errors.ts';
import { ownerOf } from '../records.ts';
import { isDeploymentId } from '../resources/deployment-id.ts';
import { describeDeployment } from '../resources/describe-deployment.ts';

export const getDeployment: CodedeployOperation<'GetDeployment'> = async (input, context, request) => {
  const { value: deployment } = await requireDeployment(context, ownerOf(request), input.deploymentId);
  return { deploymentInfo: describeDeployment(deployment, await readRevisions(context, deployment)) };
};

const batchMax = 25;

/** Those that are not there are left out. */
export const batchGetDeployments: CodedeployOperation<'BatchGetDeployments'> = async (input, context, request) => {
  const ids = input.deploymentIds ?? [];
  if (ids.length === 0) throw missing('deploymentId');
  if (ids.length > batchMax) throw tooManyInBatch(batchMax);
  const deploymentsInfo = [];
  for (const id of ids) {
    if (!isDeploymentId(id)) throw invalidDeploymentId(id);
    const found = (await findDeployment(context, ownerOf(request), id))?.value;
    if (found !== undefined) deploymentsInfo.push(describeDeployment(found, await readRevisions(context, found)));
  }
  return { deploymentsInfo };
};
