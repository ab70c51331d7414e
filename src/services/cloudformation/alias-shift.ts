/**
 * Moves an alias to another version by a CodeDeploy deployment, and waits for its end.
 *
 * The deployment is begun once, whatever crashes: before it is, the group's last deployment is saved,
 * and the AppSpec file names the act. A repeated call looks through what the group began since then
 * for a deployment with that very file, and goes on with it.
 */
import { createHash } from 'node:crypto';
import { ApiError } from '../../aws/api-error.ts';
import { isJsonObject, type JsonObject } from '../../template/json.ts';
import { isMissing } from './missing.ts';
import { readText, requireText } from './property-readers.ts';
import type { ResourceClients } from './resource-clients.ts';
import type { Progress, ResourceRequest } from './resource-type.ts';

type Codedeploy = ResourceClients['codedeploy'];
type Deployment = NonNullable<Awaited<ReturnType<Codedeploy['GetDeployment']>>['deploymentInfo']>;

export interface DeploymentGroup {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** What the update policy says. */
export interface ShiftPolicy {
  readonly group: DeploymentGroup;
  readonly hooks: Readonly<Record<string, string>>;
}

export interface Shift {
  readonly policy: ShiftPolicy;
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
}

/** How far a shift is: what is saved between two calls. */
export type ShiftStage =
  | { readonly stage: 'starting'; readonly currentVersion: string; readonly after: string | undefined }
  | { readonly stage: 'shifting'; readonly deploymentId: string }
  | {
      readonly stage: 'rolling-back';
      readonly deploymentId: string;
      readonly rollbackId: string;
    };

/** A shift that has come to its end with the traffic on the target version is `shifted`. */
export type ShiftProgress = Exclude<Progress, { kind: 'done' }> | { readonly kind: 'shifted' };

const pollMs = 3000;

export function readShiftPolicy(updatePolicy: JsonObject | undefined): ShiftPolicy | undefined {
  const policy = updatePolicy?.['CodeDeployLambdaAliasUpdate'];
  if (!isJsonObject(policy)) return undefined;
  const hooks: Record<string, string> = {};
  for (const event of ['BeforeAllowTraffic', 'AfterAllowTraffic']) {
    const hook = readText(policy, `${event}Hook`);
    if (hook !== undefined && hook !== '') hooks[event] = hook;
  }
  return {
    group: {
      applicationName: requireText(policy, 'ApplicationName'),
      deploymentGroupName: requireText(policy, 'DeploymentGroupName'),
    },
    hooks,
  };
}

/** The first call of a shift: what must be known before a deployment is begun. */
export async function prepareShift(
  codedeploy: Codedeploy,
  shift: Shift,
  { call }: ResourceRequest,
): Promise<ShiftProgress> {
  const { deployments: [after] = [] } = await codedeploy.ListDeployments({ ...shift.policy.group }, call);
  return inStage({ stage: 'starting', currentVersion: shift.currentVersion, after }, { delayMs: 0 });
}

/** Begins the deployment, or finds the one that an earlier call has begun. */
export async function startShift(
  codedeploy: Codedeploy,
  shift: Shift,
  { request, after }: { readonly request: ResourceRequest; readonly after: string | undefined },
): Promise<ShiftProgress> {
  const { group } = shift.policy;
  const content = appSpec(shift, request);
  const begun = await findBegun(codedeploy, group, { content, after, request });
  if (begun !== undefined) return started(begun);
  try {
    const { deploymentId = '' } = await codedeploy.CreateDeployment(
      {
        ...group,
        description: `CloudFormation Deployment - ${request.stackId}`,
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content, sha256: sha256(content) } },
      },
      request.call,
    );
    return started(deploymentId);
  } catch (error) {
    if (!(error instanceof ApiError) || error.type !== 'DeploymentLimitExceededException') throw error;
    return {
      kind: 'failed',
      message: `A conflicting deployment is in progress: ${error.message}`,
      code: 'ResourceConflict',
    };
  }
}

const started = (deploymentId: string): ShiftProgress =>
  inStage({ stage: 'shifting', deploymentId }, { note: `CodeDeploy deployment started: ${deploymentId}` });

/** The deployment of the act, where an earlier call has begun it. */
export async function findBegun(
  codedeploy: Codedeploy,
  group: DeploymentGroup,
  search: { readonly content: string; readonly after: string | undefined; readonly request: ResourceRequest },
): Promise<string | undefined> {
  const { call } = search.request;
  const wanted = sha256(search.content);
  let nextToken: string | undefined;
  do {
    const page = await codedeploy.ListDeployments({ ...group, ...(nextToken !== undefined && { nextToken }) }, call);
    // Newest first: what comes after the one that was the last then is older than the act.
    for (const id of page.deployments ?? []) {
      if (id === search.after) return undefined;
      const { revision } = await requireDeployment(codedeploy, id, search.request);
      if (revision?.appSpecContent?.sha256 === wanted) return id;
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

/** Looks how far the deployment is. `isUnwanted`: it is stopped, and its traffic taken back. */
export async function followShift(
  codedeploy: Codedeploy,
  deploymentId: string,
  { request, isUnwanted }: { readonly request: ResourceRequest; readonly isUnwanted: boolean },
): Promise<ShiftProgress> {
  const deployment = await requireDeployment(codedeploy, deploymentId, request);
  if (deployment.status === 'Succeeded') return { kind: 'shifted' };
  if (!hasEnded(deployment)) {
    if (isUnwanted) await stopWithRollback(codedeploy, deploymentId, request);
    return inStage({ stage: 'shifting', deploymentId }, { delayMs: isUnwanted ? 1000 : pollMs });
  }
  const rollbackId = deployment.rollbackInfo?.rollbackDeploymentId;
  if (rollbackId === undefined) return failedShift(deployment);
  return inStage(
    { stage: 'rolling-back', deploymentId, rollbackId },
    { note: `CodeDeploy rollback deployment started: ${rollbackId}`, delayMs: 1000 },
  );
}

/** Looks how far the deployment is that takes another one back. */
export async function followRollback(
  codedeploy: Codedeploy,
  stage: Extract<ShiftStage, { stage: 'rolling-back' }>,
  request: ResourceRequest,
): Promise<ShiftProgress> {
  const rollback = await requireDeployment(codedeploy, stage.rollbackId, request);
  if (!hasEnded(rollback)) return inStage(stage, { delayMs: 1000 });
  const failed = await requireDeployment(codedeploy, stage.deploymentId, request);
  return failedShift(failed, rollback.status === 'Succeeded' ? undefined : rollback);
}

/**
 * Ends what an act that nobody follows any more has left running for the same stack and alias; tells
 * whether all of it has ended.
 */
export async function endLeftovers(
  codedeploy: Codedeploy,
  { group }: ShiftPolicy,
  request: ResourceRequest,
): Promise<boolean> {
  const running = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'] as const;
  try {
    const { deployments = [] } = await codedeploy.ListDeployments(
      { ...group, includeOnlyStatuses: [...running] },
      request.call,
    );
    // A group runs one at a time.
    const [id] = deployments;
    if (id === undefined) return true;
    const { description, creator } = await requireDeployment(codedeploy, id, request);
    // What brings traffic back is to be waited for; what another has begun is their affair.
    if (creator === 'codeDeployRollback') return false;
    if (description !== `CloudFormation Deployment - ${request.stackId}`) return true;
    await stopWithRollback(codedeploy, id, request);
    return false;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}

async function stopWithRollback(
  codedeploy: Codedeploy,
  deploymentId: string,
  { call }: ResourceRequest,
): Promise<void> {
  try {
    await codedeploy.StopDeployment({ deploymentId, autoRollbackEnabled: true }, call);
  } catch (error) {
    if (!(error instanceof ApiError) || error.type !== 'DeploymentAlreadyCompletedException') throw error;
  }
}

async function requireDeployment(
  codedeploy: Codedeploy,
  deploymentId: string,
  { call }: ResourceRequest,
): Promise<Deployment> {
  const { deploymentInfo } = await codedeploy.GetDeployment({ deploymentId }, call);
  return deploymentInfo ?? {};
}

const hasEnded = ({ status }: Deployment): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Stopped';

function failedShift({ deploymentId = '', errorInformation }: Deployment, stuck?: Deployment): ShiftProgress {
  const left =
    stuck === undefined
      ? ''
      : ` The rollback deployment ${stuck.deploymentId} failed too: ${stuck.errorInformation?.message ?? ''}`;
  return {
    kind: 'failed',
    message: `${deploymentId} failed. ${errorInformation?.message ?? ''}${left}`,
    code: 'InternalFailure',
  };
}

function inStage(
  stage: ShiftStage,
  { delayMs = pollMs, note }: { readonly delayMs?: number; readonly note?: string },
): ShiftProgress {
  const { stage: name, ...rest } = stage;
  const kept = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    kind: 'in-progress',
    callbackContext: { stage: name, ...Object.fromEntries(kept) },
    delayMs,
    ...(note !== undefined && { note }),
  };
}

export function readStage(callbackContext: JsonObject | undefined): ShiftStage | undefined {
  const text = (name: string): string => (callbackContext === undefined ? '' : requireText(callbackContext, name));
  switch (String(callbackContext?.['stage'])) {
    case 'starting':
      return {
        stage: 'starting',
        currentVersion: text('currentVersion'),
        after: callbackContext && readText(callbackContext, 'after'),
      };
    case 'shifting':
      return { stage: 'shifting', deploymentId: text('deploymentId') };
    case 'rolling-back':
      return { stage: 'rolling-back', deploymentId: text('deploymentId'), rollbackId: text('rollbackId') };
    default:
      return undefined;
  }
}

/** The same text in each call of one act, and no other's: the resource's name in it is free to choose. */
export function appSpec(
  { functionName, alias, currentVersion, targetVersion, policy }: Shift,
  { logicalId, requestToken }: ResourceRequest,
): string {
  const properties = { Name: functionName, Alias: alias, CurrentVersion: currentVersion, TargetVersion: targetVersion };
  const hooks = Object.entries(policy.hooks).map(([event, hook]) => ({ [event]: hook }));
  return JSON.stringify({
    version: '0.0',
    Resources: [{ [`${logicalId}-${requestToken}`]: { Type: 'AWS::Lambda::Function', Properties: properties } }],
    ...(hooks.length > 0 && { Hooks: hooks }),
  });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
