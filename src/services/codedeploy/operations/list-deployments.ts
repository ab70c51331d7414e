import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { CodedeployContext, CodedeployInput, CodedeployOperation } from '../context.ts';
import { findDeployment } from '../deployments.ts';
import { parseListToken, pageSize } from '../pages.ts';
import { ownerOf, requireApplication, requireGroup } from '../records.ts';
import type { DeploymentRecord } from '../resources/deployment.ts';
import { statusOf } from '../resources/deployment-status.ts';
import { accountHistoryPrefix, groupHistoryPrefix } from '../resources/keys.ts';

type Input = CodedeployInput<'ListDeployments'>;

/** IDs of deployments, newest first: of a group, or of all. */
export const listDeployments: CodedeployOperation<'ListDeployments'> = async (input, context, request) => {
  requireTimeRange(input.createTimeRange);
  const owner = ownerOf(request);
  const prefix = await findHistory(input, context, request);
  const after = parseListToken(input.nextToken, prefix);
  const deployments: string[] = [];
  let last: string | undefined;
  for await (const { key, value } of readAll<{ readonly id: string }>(context.store.documents, prefix, { after })) {
    const found = (await findDeployment(context, owner, value.id))?.value;
    if (found === undefined || !isWanted(found, input)) continue;
    if (deployments.length === pageSize && last !== undefined)
      return { deployments, nextToken: Buffer.from(last).toString('base64url') };
    deployments.push(value.id);
    last = key;
  }
  return { deployments };
};

async function findHistory(input: Input, context: CodedeployContext, request: RequestContext): Promise<string> {
  const { applicationName, deploymentGroupName, externalId } = input;
  const owner = ownerOf(request);
  // Only deployments that other services begin have one, and none does so here.
  if (externalId !== undefined && externalId !== '')
    throw new ApiError('InvalidExternalIdException', 'No deployment here has an external ID');
  if (applicationName === undefined && deploymentGroupName === undefined) return accountHistoryPrefix(owner);
  if (applicationName === undefined || deploymentGroupName === undefined)
    throw new ApiError(
      'InvalidInputException',
      'The application name and the deployment group name must be specified together, or neither of them',
    );
  const { value: application } = await requireApplication(context, owner, applicationName);
  const { value: group } = await requireGroup(context, application, deploymentGroupName);
  return groupHistoryPrefix(owner, group.id);
}

function requireTimeRange(range: Input['createTimeRange']): void {
  if (range?.start !== undefined && range.end !== undefined && range.start > range.end)
    throw new ApiError('InvalidTimeRangeException', 'The start of the time range is after its end');
}

function isWanted({ state }: DeploymentRecord, { includeOnlyStatuses = [], createTimeRange }: Input): boolean {
  const { start, end } = createTimeRange ?? {};
  const isInRange =
    (start === undefined || state.createdAtMs >= start.getTime()) &&
    (end === undefined || state.createdAtMs <= end.getTime());
  return isInRange && (includeOnlyStatuses.length === 0 || includeOnlyStatuses.includes(statusOf(state)));
}
