import { ApiError } from '../../../aws/api-error.ts';
import { parseArn } from '../../../aws/arn.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { CodedeployContext } from '../context.ts';
import { findDeployment } from '../deployments.ts';
import { parseListToken } from '../pages.ts';
import { ownerOf } from '../records.ts';
import { whyEndedBadly } from '../resources/bad-end.ts';
import { endedAtMs, statusOf } from '../resources/deployment-status.ts';
import type { DeploymentRecord } from '../resources/deployment.ts';
import { shortName, targetWeight } from '../resources/describe-deployment.ts';
import { errorInformationOf } from '../resources/error-information.ts';
import { accountHistoryPrefix, deploymentKey, historyPlace, type Owner } from '../resources/keys.ts';
import { describeDue, isPaused } from './describe-shift.ts';
import type { Extension, ExtensionInput } from './extension.ts';

/** Deployments with all that a list of them shows, newest first: `ListDeployments` gives IDs alone. */
export const listShifts: Extension = async (input, context, request) => {
  const owner = ownerOf(request);
  const query = parseQuery(input);
  const prefix = accountHistoryPrefix(owner);
  const after = parseListToken(query.nextToken, prefix);
  const { places, known } = await findPlaces(context, owner, query);
  const from = after === undefined ? 0 : places.findIndex((place) => prefix + place > after);
  const page = from < 0 ? [] : places.slice(from, from + query.limit);
  const last = page.at(-1);
  const hasMore = from >= 0 && from + page.length < places.length;
  const shifts: object[] = [];
  for (const place of page) {
    const id = idOf(place);
    const deployment = known?.get(id) ?? (await findDeployment(context, owner, id))?.value;
    if (deployment !== undefined) shifts.push(await describe(deployment, context));
  }
  const rest = hasMore && last !== undefined && { nextToken: Buffer.from(prefix + last).toString('base64url') };
  return { shifts, ...rest, total: places.length };
};

interface Query {
  readonly limit: number;
  readonly nextToken: string | undefined;
  readonly statuses: readonly string[];
  readonly functionName: string | undefined;
}

const statuses: readonly string[] = ['Created', 'InProgress', 'Succeeded', 'Failed', 'Stopped'];

function parseQuery({ limit = 50, nextToken, status = [], functionName }: ExtensionInput): Query {
  const refuse = (message: string): ApiError => new ApiError('InvalidInputException', message);
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > 100)
    throw refuse('limit is a whole number from 1 to 100');
  if (nextToken !== undefined && typeof nextToken !== 'string') throw refuse('nextToken is a text');
  if (functionName !== undefined && typeof functionName !== 'string') throw refuse('functionName is a text');
  if (!Array.isArray(status)) throw refuse('status is a list');
  const wanted: readonly unknown[] = status;
  const unknown = wanted.find((one) => typeof one !== 'string' || !statuses.includes(one));
  if (unknown !== undefined)
    throw new ApiError('InvalidDeploymentStatusException', `A status is one of ${statuses.join(', ')}`);
  return { limit, nextToken, statuses: wanted.map(String), functionName };
}

interface Found {
  /** Newest first. */
  readonly places: readonly string[];
  /** Deployments that were read on the way. */
  readonly known?: ReadonlyMap<string, DeploymentRecord>;
}

/** Without a condition the history alone tells how many there are; with one, each deployment is looked at. */
async function findPlaces({ store }: CodedeployContext, owner: Owner, query: Query): Promise<Found> {
  const { documents } = store;
  if (query.statuses.length === 0 && query.functionName === undefined) {
    const prefix = accountHistoryPrefix(owner);
    const places: string[] = [];
    for await (const { key } of readAll(documents, prefix)) places.push(key.slice(prefix.length));
    return { places };
  }
  const known = new Map<string, DeploymentRecord>();
  for await (const { value } of readAll<DeploymentRecord>(documents, deploymentKey(owner, '')))
    if (isWanted(value, query)) known.set(value.id, value);
  const places = [...known.values()].map(({ state, id }) => historyPlace(state.createdAtMs, id));
  return { places: places.toSorted(), known };
}

function isWanted({ state, target }: DeploymentRecord, query: Query): boolean {
  if (query.statuses.length > 0 && !query.statuses.includes(statusOf(state))) return false;
  if (query.functionName === undefined) return true;
  return target !== undefined && shortName(target.functionName) === query.functionName;
}

/** Of a place in the history. */
const idOf = (place: string): string => place.slice(place.indexOf('-') + 1);

async function describe(deployment: DeploymentRecord, context: CodedeployContext): Promise<object> {
  const { id, state, target, rollback } = deployment;
  const { phase } = state;
  const ended = endedAtMs(state);
  const error = phase.kind === 'ended' ? errorInformationOf(phase.ending) : undefined;
  const stackName = (await stackOf(deployment, context))?.stackName;
  const reason = whyEndedBadly(deployment);
  return {
    deploymentId: id,
    applicationName: deployment.applicationName,
    deploymentGroupName: deployment.groupName,
    status: statusOf(state),
    phase: phase.kind,
    isPaused: isPaused(state),
    creator: deployment.creator,
    ...(stackName !== undefined && { stackName }),
    ...(target && {
      functionName: shortName(target.functionName),
      functionAlias: target.alias,
      currentVersion: target.currentVersion,
      targetVersion: target.targetVersion,
    }),
    targetVersionWeight: targetWeight(state),
    createTime: new Date(state.createdAtMs),
    ...(state.startedAtMs !== undefined && { startTime: new Date(state.startedAtMs) }),
    ...(ended !== undefined && { completeTime: new Date(ended) }),
    ...describeDue(state),
    ...(phase.kind === 'shifting' && { stepIndex: phase.step, stepCount: state.settings.steps.length }),
    isRollback: state.kind === 'rollback',
    ...(rollback && { [rollback.kind === 'rolls-back' ? 'rollbackOf' : 'rolledBackBy']: rollback.deploymentId }),
    ...(error && { errorCode: error.code }),
    ...(reason !== undefined && { reason }),
  };
}

export interface DeployedStack {
  readonly stackId: string;
  readonly stackName: string;
}

/** The stack whose update made the deployment, or the one that this takes back: CloudFormation says so in the description. */
export async function stackOf(
  deployment: DeploymentRecord,
  context: CodedeployContext,
): Promise<DeployedStack | undefined> {
  const { rollback } = deployment;
  const origin =
    rollback?.kind === 'rolls-back'
      ? (await findDeployment(context, deployment, rollback.deploymentId))?.value
      : deployment;
  const stackId = /^CloudFormation Deployment - (arn:\S+)$/.exec(origin?.description ?? '')?.[1];
  const [kind, stackName] = parseArn(stackId ?? '')?.resource.split('/') ?? [];
  return stackId === undefined || kind !== 'stack' || stackName === undefined ? undefined : { stackId, stackName };
}
