/**
 * What happens to one deployment, told so that it can be told on after a crash at any moment: whoever
 * tells it looks at how things stand and does what a client would do next.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { invariant } from '../../../src/invariant.ts';
import { consoleLog, type ServerLog } from '../../../src/server/server-log.ts';
import { VirtualClock, type TestPlatform } from '../../../src/testing/index.ts';
import { alarmName, openStage, watchedByAlarm, type Stage } from '../../scenarios/deployments/stage.ts';

export interface Story {
  /** Whether what the hook after the shift reports is good. */
  readonly afterHook: 'passes' | 'fails' | 'none';
  readonly beforeHook: boolean;
  /** What happens once a tenth of the traffic is on the target version. */
  readonly trouble: 'none' | 'alarm';
}

export const stories = {
  'a canary with two hooks': { beforeHook: true, afterHook: 'passes', trouble: 'none' },
  'a canary that an alarm stops': { beforeHook: false, afterHook: 'none', trouble: 'alarm' },
  'a canary that its last hook fails': { beforeHook: false, afterHook: 'fails', trouble: 'none' },
} as const satisfies Readonly<Record<string, Story>>;

export type StoryName = keyof typeof stories;

/** Alarms are looked at as often, and no moment is passed over. */
const stepMs = 10_000;
const turnsMax = 400;
const configName = 'TenPercentForAMinute';
/** Where hooks leave what they were called with, in the folder beside the platform's data. */
const callsFile = 'hook-calls';
/** Real time for a hook's function, in each turn of the virtual clock. */
const patience = { polls: 400, everyMs: 5 };

export interface Telling {
  readonly stage: Stage;
  readonly clock: VirtualClock;
  readonly story: Story;
  /** Holds the data folder `data`. */
  readonly folder: string;
  /** Is told a moment before the clock can reach it. */
  readonly onMoment: (atMs: number) => void;
}

/** `startMs`: the moment at which an earlier platform left the folder; without it there was none. */
export async function openStory(
  name: StoryName,
  folder: string,
  { startMs, log = consoleLog }: { readonly startMs?: number; readonly log?: ServerLog } = {},
): Promise<Omit<Telling, 'onMoment'>> {
  const clock = new VirtualClock(startMs);
  const stage = await openStage({ clock, log, runtimes: 'machine', platform: { dataFolder: join(folder, 'data') } });
  return { stage, clock, story: stories[name], folder };
}

/** Each run of a story is a copy of the folder, so the hook finds its own from where its code lies. */
const hookSource = `
  import { appendFileSync } from 'node:fs';
  const root = process.env.LAMBDA_TASK_ROOT;
  const calls = root.slice(0, root.lastIndexOf('/data/')) + '/${callsFile}';
  export const handler = async (event) => appendFileSync(calls, JSON.stringify(event) + '\\n');`;

/** All that is there before the deployment, and when that is; `listener` is told of what SNS and EventBridge send. */
export async function prepareStory(
  { stage, clock }: Pick<Telling, 'stage' | 'clock'>,
  listener: string,
): Promise<number> {
  const { platform } = stage;
  const sns = new SNS(platform.clientConfig);
  const { TopicArn } = await sns.createTopic({ Name: 'deployments' });
  const { TopicArn: busTopic } = await sns.createTopic({ Name: 'bus' });
  for (const arn of [TopicArn, busTopic])
    await sns.subscribe({ TopicArn: arn, Protocol: 'http', Endpoint: `${listener}${arn?.split(':').at(-1)}` });
  await subscribeBus(platform, busTopic ?? '');
  await stage.codedeploy.createDeploymentConfig({
    deploymentConfigName: configName,
    computePlatform: 'Lambda',
    trafficRoutingConfig: {
      type: 'TimeBasedCanary',
      timeBasedCanary: { canaryPercentage: 10, canaryInterval: 1 },
    },
  });
  await stage.prepare({
    ...watchedByAlarm,
    deploymentConfigName: configName,
    triggerConfigurations: [
      {
        triggerName: 'all',
        triggerTargetArn: TopicArn,
        triggerEvents: [
          'DeploymentStart',
          'DeploymentSuccess',
          'DeploymentFailure',
          'DeploymentStop',
          'DeploymentRollback',
        ],
      },
    ],
  });
  for (const name of ['CodeDeployHook_before', 'CodeDeployHook_after']) await stage.createFunction(name, hookSource);
  await stage.cloudwatch.putMetricAlarm({
    AlarmName: alarmName,
    Namespace: 'shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    // Without data it stays as it is set.
    TreatMissingData: 'ignore',
  });
  await stage.setAlarm('OK');
  await stage.platform.advance(60_000);
  return clock.now();
}

async function subscribeBus({ clientConfig }: TestPlatform, topicArn: string): Promise<void> {
  const events = new EventBridge(clientConfig);
  await events.putRule({ Name: 'deployments', EventPattern: JSON.stringify({ source: ['aws.codedeploy'] }) });
  await events.putTargets({ Rule: 'deployments', Targets: [{ Id: 'topic', Arn: topicArn }] });
}

/** Tells the story to its end. */
export async function tellStory(telling: Telling): Promise<void> {
  const { clock, stage, onMoment } = telling;
  const reported = new Set<string>();
  for (let turn = 0; turn < turnsMax; turn += 1) {
    const ids = await deploymentsOf(stage);
    if (ids.length === 0) await begin(telling);
    else if (await isOver(stage, ids)) return;
    else await interfere(telling, ids[0] ?? '');
    await reportHooks(telling, reported);
    onMoment(clock.now() + stepMs);
    await stage.platform.advance(stepMs);
  }
  throw new Error('The deployment did not end');
}

/** Oldest first. */
export async function deploymentsOf({ codedeploy }: Stage): Promise<readonly string[]> {
  const { deployments = [] } = await codedeploy.listDeployments({});
  return deployments.toReversed();
}

async function begin({ stage, story }: Telling): Promise<void> {
  await stage.deploy({
    hooks: {
      ...(story.beforeHook && { BeforeAllowTraffic: 'CodeDeployHook_before' }),
      ...(story.afterHook !== 'none' && { AfterAllowTraffic: 'CodeDeployHook_after' }),
    },
  });
}

/** All have ended, and whom they told of it has heard it: what is due later is due by then. */
async function isOver(stage: Stage, ids: readonly string[]): Promise<boolean> {
  const infos = await Promise.all(ids.map((id) => stage.info(id)));
  return infos.every(({ status = '' }) => ['Succeeded', 'Failed', 'Stopped'].includes(status));
}

async function interfere({ stage, story }: Telling, deploymentId: string): Promise<void> {
  if (story.trouble === 'none') return;
  const { status } = await stage.info(deploymentId);
  if (status !== 'InProgress' || (await stage.alias()) !== '1, 2: 0.1') return;
  const { MetricAlarms = [] } = await stage.cloudwatch.describeAlarms({ AlarmNames: [alarmName] });
  if (MetricAlarms[0]?.StateValue !== 'ALARM') await stage.setAlarm('ALARM');
}

/** Reports for the hooks, as they would themselves, once their functions have run. */
async function reportHooks({ stage, story, folder }: Telling, reported: Set<string>): Promise<void> {
  const [deploymentId = ''] = await deploymentsOf(stage);
  for (let poll = 0; poll < patience.polls; poll += 1) {
    const [before, , after] = await stage.lifecycle(deploymentId).catch(() => []);
    if (before !== 'InProgress' && after !== 'InProgress') return;
    const stageName = before === 'InProgress' ? 'BeforeAllowTraffic' : 'AfterAllowTraffic';
    const call = hookCalls(folder).find(({ LifecycleEvent: name }) => name === stageName);
    if (call !== undefined && !reported.has(call.LifecycleEventHookExecutionId)) {
      const hasPassed = stageName === 'BeforeAllowTraffic' || story.afterHook === 'passes';
      await stage.codedeploy.putLifecycleEventHookExecutionStatus({
        deploymentId,
        lifecycleEventHookExecutionId: call.LifecycleEventHookExecutionId,
        status: hasPassed ? 'Succeeded' : 'Failed',
      });
      reported.add(call.LifecycleEventHookExecutionId);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, patience.everyMs));
    await stage.platform.advance(0);
  }
}

interface HookCall {
  readonly LifecycleEvent: string;
  readonly LifecycleEventHookExecutionId: string;
}

export function hookCalls(folder: string): readonly HookCall[] {
  let text: string;
  try {
    text = readFileSync(join(folder, callsFile), 'utf8');
  } catch {
    // No hook was called yet.
    return [];
  }
  const lines = text.split('\n').filter((line) => line !== '');
  // Written by the hook's function above; its event is what Serin sent.
  return lines.map((line) => JSON.parse(line) as HookCall);
}

/** How all of it ended, without what differs from run to run: moments and IDs. */
export async function observeStory(stage: Stage): Promise<unknown> {
  const ids = await deploymentsOf(stage);
  const deployments = [];
  for (const id of ids) {
    const info = await stage.info(id);
    const target = await stage.target(id);
    deployments.push({
      status: info.status,
      creator: info.creator,
      config: info.deploymentConfigName,
      error: info.errorInformation,
      rollback: info.rollbackInfo,
      overview: info.deploymentOverview,
      messages: info.deploymentStatusMessages,
      target: target.status,
      shift: target.lambdaFunctionInfo,
      lifecycle: target.lifecycleEvents?.map(({ lifecycleEventName, status, diagnostics }) => ({
        lifecycleEventName,
        status,
        diagnostics,
      })),
    });
  }
  const { alias, lastAttempted, lastSuccessful } = await observeGroup(stage);
  return nameless({ deployments, alias, lastAttempted, lastSuccessful }, ids);
}

async function observeGroup(stage: Stage) {
  const { deploymentGroupInfo: group } = await stage.codedeploy.getDeploymentGroup({
    applicationName: 'shop',
    deploymentGroupName: 'checkout',
  });
  invariant(group !== undefined, 'the group was made before the deployment');
  return {
    alias: await stage.alias(),
    lastAttempted: [group.lastAttemptedDeployment?.deploymentId, group.lastAttemptedDeployment?.status],
    lastSuccessful: group.lastSuccessfulDeployment?.deploymentId,
  };
}

/** Deployments by their number instead of their ID. */
export function nameless(value: unknown, ids: readonly string[]): unknown {
  const text = ids.reduce((text, id, index) => text.replaceAll(id, `D${index + 1}`), JSON.stringify(value));
  return JSON.parse(text);
}
