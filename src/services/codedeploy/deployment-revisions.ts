import type { CodedeployContext } from './context.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import type { Revisions } from './resources/describe-deployment.ts';
import { findRevision } from './revisions.ts';

/** The revisions that a deployment names, as far as they are still registered. */
export async function readRevisions(
  context: Pick<CodedeployContext, 'store'>,
  deployment: DeploymentRecord,
): Promise<Revisions> {
  const find = async (id: string | undefined) =>
    id === undefined ? undefined : (await findRevision(context, deployment, id))?.value;
  return { revision: await find(deployment.revisionId), previous: await find(deployment.previousRevisionId) };
}
