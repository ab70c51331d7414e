/** What is there when a story is over, without what differs from run to run: moments and random IDs. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { stackName } from './application.ts';
import { findAlias, findStack, type Opened } from './story.ts';

/** Oldest first. */
export async function deploymentsOf({ codedeploy }: Opened): Promise<readonly string[]> {
  const { deployments = [] } = await codedeploy.listDeployments({});
  return deployments.toReversed();
}

export async function observeStory(opened: Opened) {
  const ids = await deploymentsOf(opened);
  const { StackId } = await findStack(opened);
  const stack = await describeStack(opened, StackId);
  const template = await observeTemplate(opened, StackId);
  const events = await eventsOf(opened, StackId);
  const observed = {
    stack: {
      status: stack?.StackStatus,
      reason: stack?.StackStatusReason,
      outputs: stack?.Outputs,
      resources: await observeResources(opened, StackId),
      template,
    },
    phases: phasesOf(events, opened.story.operation === 'delete'),
    tooEarly: deletedTooEarly(events, template),
    alias: await findAlias(opened),
    deployments: await Promise.all(ids.map((id) => observeDeployment(opened, id))),
    things: await observeThings(opened),
  };
  return nameless(observed, ids);
}

async function describeStack({ cloudformation }: Opened, StackName: string | undefined) {
  const { Stacks = [] } = await cloudformation.describeStacks({ StackName });
  return Stacks[0];
}

async function observeResources({ cloudformation }: Opened, StackName: string | undefined) {
  const { StackResources = [] } = await cloudformation.describeStackResources({ StackName });
  return StackResources.map((resource) => ({
    logicalId: resource.LogicalResourceId,
    physicalId: resource.PhysicalResourceId,
    typeName: resource.ResourceType,
    status: resource.ResourceStatus,
    reason: resource.ResourceStatusReason,
  })).toSorted((one, other) => ((one.logicalId ?? '') < (other.logicalId ?? '') ? -1 : 1));
}

async function observeTemplate({ cloudformation }: Opened, StackName: string | undefined) {
  const { TemplateBody } = await cloudformation.getTemplate({ StackName, TemplateStage: 'Processed' });
  return TemplateBody;
}

/** Oldest first. */
async function eventsOf({ cloudformation }: Opened, StackName: string | undefined): Promise<readonly StackEvent[]> {
  const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName });
  return StackEvents.toReversed();
}

/**
 * The events by the stack's own, which part the operation into phases. Where resources that do not
 * need one another are acted on at once, those of one resource stand together.
 */
function phasesOf(events: readonly StackEvent[], isParallel: boolean) {
  const phases: { readonly stack: string; readonly resources: string[] }[] = [];
  for (const event of events) {
    const { LogicalResourceId: logicalId, PhysicalResourceId: physicalId, StackId } = event;
    const { ResourceStatus: status, ResourceStatusReason: reason, ClientRequestToken: token } = event;
    const line = [logicalId, status, physicalId, token, reason].filter((part) => part !== undefined).join(' | ');
    if (physicalId === StackId) phases.push({ stack: line, resources: [] });
    else phases.at(-1)?.resources.push(line);
  }
  if (!isParallel) return phases;
  const resourceOf = (line: string): string => line.slice(0, line.indexOf(' | '));
  // Sorting is stable.
  return phases.map(({ stack, resources }) => ({
    stack,
    resources: resources.toSorted((one, other) => resourceOf(one).localeCompare(resourceOf(other))),
  }));
}

/** Resources that were begun to be deleted while others were there that name them. */
function deletedTooEarly(events: readonly StackEvent[], template: string | undefined): readonly string[] {
  // What GetTemplate answers for a processed template of SAM.
  const { Resources: resources } = JSON.parse(template ?? '') as { readonly Resources: Record<string, unknown> };
  const left = new Map(Object.entries(resources).map(([id, resource]) => [id, JSON.stringify(resource)]));
  const names = (text: string, id: string): boolean => text.includes(`"${id}"`) || text.includes(`\${${id}`);
  const early: string[] = [];
  for (const { LogicalResourceId: id = '', ResourceStatus: status } of events) {
    if (status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED') left.delete(id);
    if (status !== 'DELETE_IN_PROGRESS') continue;
    for (const [other, text] of left) if (other !== id && names(text, id)) early.push(`${id} before ${other}`);
  }
  return early;
}

async function observeDeployment({ codedeploy }: Opened, deploymentId: string) {
  const { deploymentInfo: info } = await codedeploy.getDeployment({ deploymentId });
  const { deploymentTargets = [] } = await codedeploy.batchGetDeploymentTargets({
    deploymentId,
    targetIds: (await codedeploy.listDeploymentTargets({ deploymentId })).targetIds,
  });
  return {
    status: info?.status,
    creator: info?.creator,
    config: info?.deploymentConfigName,
    error: info?.errorInformation,
    rollback: info?.rollbackInfo,
    overview: info?.deploymentOverview,
    messages: info?.deploymentStatusMessages,
    targets: deploymentTargets.map(({ lambdaTarget: target }) => ({
      status: target?.status,
      shift: target?.lambdaFunctionInfo,
      lifecycle: target?.lifecycleEvents?.map(({ lifecycleEventName, status, diagnostics }) => ({
        lifecycleEventName,
        status,
        diagnostics,
      })),
    })),
  };
}

/** What the stack has made, as the services know it that it is from. */
async function observeThings({ cloudwatch, codedeploy, iam, lambda, cloudformation }: Opened) {
  const { Functions = [] } = await lambda.listFunctions({ FunctionVersion: 'ALL' });
  const { MetricAlarms = [] } = await cloudwatch.describeAlarms();
  const { applications = [] } = await codedeploy.listApplications();
  const groups = await Promise.all(
    applications.map((applicationName) => codedeploy.listDeploymentGroups({ applicationName })),
  );
  const { Roles = [] } = await iam.listRoles();
  const { Summaries = [] } = await cloudformation.listChangeSets({ StackName: stackName }).catch(() => ({}) as never);
  return {
    versions: Functions.map(({ Version, CodeSha256 }) => `${Version} ${CodeSha256}`),
    alarms: MetricAlarms.map(({ AlarmName, Dimensions, StateValue }) => ({ AlarmName, Dimensions, StateValue })),
    applications,
    groups: groups.flatMap(({ deploymentGroups }) => deploymentGroups),
    roles: Roles.map(({ RoleName }) => RoleName),
    changeSets: Summaries.map(({ ChangeSetName, ExecutionStatus }) => `${ChangeSetName} ${ExecutionStatus}`),
  };
}

/**
 * What the data folder of an ended platform holds, by kind: nothing is to be left of a life that was cut
 * short. An alarm's history alone may tell twice of one change, for that is what it was told.
 */
export function storedKinds(folder: string): Readonly<Record<string, number>> {
  const database = new DatabaseSync(join(folder, 'data', 'serin.db'), { readOnly: true });
  try {
    const kinds: Record<string, number> = {};
    for (const { key } of database.prepare('select key from document').all()) {
      const [service = '', kind = ''] = String(key).split('/');
      const name = /^(cloudformation|cloudwatch|codedeploy|lambda)$/.test(service) ? `${service}/${kind}` : service;
      if (name !== 'cloudwatch/alarm-history') kinds[name] = (kinds[name] ?? 0) + 1;
    }
    return kinds;
  } finally {
    database.close();
  }
}

/** Deployments by their number instead of their ID, and other random IDs by nothing. */
function nameless(value: unknown, deployments: readonly string[]): unknown {
  const text = deployments.reduce(
    (text, id, index) => text.replaceAll(id, `D${index + 1}`),
    JSON.stringify(value)
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>')
      .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>'),
  );
  return JSON.parse(text);
}
