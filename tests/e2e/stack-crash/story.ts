/**
 * What happens to one stack, told so that it can be told on after a crash at any moment: whoever
 * tells it looks at how things stand and does what a client would do next.
 */
import { join } from 'node:path';
import { ChangeSetNotFoundException, CloudFormation, type StackSummary } from '@aws-sdk/client-cloudformation';
import { CloudWatch, type StateValue } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { invariant } from '../../../src/invariant.ts';
import { consoleLog, type ServerLog } from '../../../src/server/server-log.ts';
import { startTestPlatform, VirtualClock } from '../../../src/testing/index.ts';
import { alarmName, aliasName, functionName, stackName, templateOf } from './application.ts';

export interface Story {
  readonly operation: 'update' | 'delete';
  /** What happens once a tenth of the traffic is on the new version. */
  readonly trouble: 'none' | 'alarm';
}

export const stories = {
  'an update with good code': { operation: 'update', trouble: 'none' },
  'an update that an alarm stops': { operation: 'update', trouble: 'alarm' },
  'a deletion': { operation: 'delete', trouble: 'none' },
} as const satisfies Readonly<Record<string, Story>>;

export type StoryName = keyof typeof stories;

/** Alarms are looked at as often, and no moment is passed over. */
const stepMs = 10_000;
const turnsMax = 400;
const changeSetName = 'release-2';
const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;

export type Opened = Awaited<ReturnType<typeof openStory>>;

/** `folder` holds the data folder `data`; `startMs`: the moment at which an earlier platform left it. */
export async function openStory(
  name: StoryName,
  folder: string,
  { startMs, log = consoleLog }: { readonly startMs?: number; readonly log?: ServerLog } = {},
) {
  const clock = new VirtualClock(startMs);
  // Nobody calls the function: its code need not run.
  const platform = await startTestPlatform({
    clock,
    log,
    runtimes: 'any',
    platform: { dataFolder: join(folder, 'data') },
  });
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  return {
    story: stories[name],
    clock,
    platform,
    cloudformation: new CloudFormation(config),
    cloudwatch: new CloudWatch(config),
    codedeploy: new CodeDeploy(config),
    iam: new IAM(config),
    lambda: new Lambda(config),
    [Symbol.asyncDispose]: async (): Promise<void> => platform[Symbol.asyncDispose](),
  };
}

/** The stack as it is before anything happens to it; answers when that is. */
export async function prepareStory(opened: Opened): Promise<number> {
  const { clock, cloudformation, platform } = opened;
  await cloudformation.createStack({
    StackName: stackName,
    TemplateBody: templateOf(1),
    Capabilities: [...capabilities],
  });
  for (let turn = 0; turn < turnsMax && isMoving(await findStack(opened)); turn += 1) await platform.advance(stepMs);
  const { StackStatus: status } = await findStack(opened);
  invariant(status === 'CREATE_COMPLETE', `the stack is made, and not ${status}`);
  await setAlarm(opened, 'OK');
  await platform.advance(60_000);
  return clock.now();
}

/** Tells the story to its end. `onMoment` is told a moment before the clock can reach it. */
export async function tellStory(opened: Opened, onMoment: (atMs: number) => void): Promise<void> {
  const { clock, platform, story } = opened;
  for (let turn = 0; turn < turnsMax; turn += 1) {
    const stack = await findStack(opened);
    if (stack.StackStatus === 'CREATE_COMPLETE') await begin(opened);
    else if (!isMoving(stack)) return;
    else if (story.trouble === 'alarm') await interfere(opened);
    onMoment(clock.now() + stepMs);
    await platform.advance(stepMs);
  }
  throw new Error('The operation of the stack did not end');
}

/** Also once it is deleted, when it has no name any more. */
export async function findStack({ cloudformation }: Opened): Promise<StackSummary> {
  const { StackSummaries: [stack] = [] } = await cloudformation.listStacks();
  invariant(stack !== undefined, 'the stack was made at first');
  return stack;
}

const isMoving = ({ StackStatus: status }: StackSummary): boolean => status?.endsWith('_IN_PROGRESS') === true;

/** The next request of a client that wants the operation. */
async function begin(opened: Opened): Promise<void> {
  const { cloudformation, story } = opened;
  if (story.operation === 'delete') {
    await cloudformation.deleteStack({ StackName: stackName, ClientRequestToken: 'delete' });
    return;
  }
  if ((await findChangeSetStatus(opened)) === undefined)
    await cloudformation.createChangeSet({
      StackName: stackName,
      ChangeSetName: changeSetName,
      TemplateBody: templateOf(2),
      Capabilities: [...capabilities],
    });
  await cloudformation.executeChangeSet({
    StackName: stackName,
    ChangeSetName: changeSetName,
    ClientRequestToken: 'execute',
  });
}

async function findChangeSetStatus({ cloudformation }: Opened): Promise<string | undefined> {
  try {
    const { Status } = await cloudformation.describeChangeSet({
      StackName: stackName,
      ChangeSetName: changeSetName,
    });
    return Status;
  } catch (error) {
    if (error instanceof ChangeSetNotFoundException) return undefined;
    throw error;
  }
}

/** Has the alarm go off once, while the canary is out. */
async function interfere(opened: Opened): Promise<void> {
  const { codedeploy, cloudwatch } = opened;
  if ((await findAlias(opened)) !== '1, 2: 0.1') return;
  const { deployments = [] } = await codedeploy.listDeployments({ includeOnlyStatuses: ['InProgress'] });
  if (deployments.length === 0) return;
  const { MetricAlarms = [] } = await cloudwatch.describeAlarms({ AlarmNames: [alarmName] });
  if (MetricAlarms[0]?.StateValue !== 'ALARM') await setAlarm(opened, 'ALARM');
}

const setAlarm = ({ cloudwatch }: Opened, StateValue: StateValue): Promise<unknown> =>
  cloudwatch.setAlarmState({ AlarmName: alarmName, StateValue, StateReason: 'a test wants it' });

/** The alias as `1` or as `1, 2: 0.1`; `none` where there is none. */
export async function findAlias({ lambda }: Opened): Promise<string> {
  const { Functions = [] } = await lambda.listFunctions();
  if (Functions.length === 0) return 'none';
  const { Aliases = [] } = await lambda.listAliases({ FunctionName: functionName });
  const alias = Aliases.find(({ Name }) => Name === aliasName);
  if (alias === undefined) return 'none';
  const weights = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  return [alias.FunctionVersion, ...weights.map(([version, weight]) => `${version}: ${weight}`)].join(', ');
}
