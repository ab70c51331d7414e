/** Looks at a stack's operation, its alias and its alarm until the operation ends, and prints what changes. */
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import { DescribeAlarmsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetAliasCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Clock } from '../src/time/clock.ts';
import type { Traffic } from './traffic.ts';

export interface Watched {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly clock: Clock;
  /** Absent before there is anything to call. */
  readonly traffic?: Traffic;
}

export interface Story {
  /** The stack's status at the end. */
  readonly status: string;
  /** Each way in which the alias was split meanwhile, as `90 % 1, 10 % 2`. */
  readonly splits: readonly string[];
  readonly alarmStates: readonly string[];
}

export const stackName = 'shop';
const lookMs = 200;
/** Met by what hangs, never by a slow machine: a canary of five minutes takes seconds here. */
const patienceMs = 300_000;

/** `since`: events before it belong to an earlier operation. */
export async function watchStack(watched: Watched, since: number): Promise<Story> {
  const { clock } = watched;
  const story = { splits: [] as string[], alarmStates: [] as string[] };
  const seen = new Set<string>();
  const giveUpAt = clock.realNow() + patienceMs;
  for (;;) {
    const status = await statusOf(watched);
    const lines = [
      ...(await readEvents(watched, seen, since)),
      ...(await readSplit(watched, story.splits)),
      ...(await readAlarm(watched, story.alarmStates)),
    ];
    for (const line of lines.toSorted((one, other) => one.atMs - other.atMs)) print(line);
    if (!status.endsWith('_IN_PROGRESS')) return { status, ...story };
    if (clock.realNow() > giveUpAt) throw new Error(`The stack is still ${status}`);
    await new Promise<void>((resolve) => clock.setRealTimer(lookMs, resolve));
  }
}

async function statusOf({ cloudformation }: Watched): Promise<string> {
  const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
  return stack?.StackStatus ?? '';
}

async function readSplit({ lambda, traffic, clock }: Watched, splits: string[]): Promise<Line[]> {
  if (traffic === undefined) return [];
  const alias = await lambda.send(new GetAliasCommand({ FunctionName: 'checkout', Name: 'live' }));
  const extra = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  const rest = 1 - extra.reduce((sum, [, weight]) => sum + weight, 0);
  const shares = [[alias.FunctionVersion ?? '', rest] as const, ...extra];
  const split = shares.map(([version, weight]) => `${Math.round(weight * 100)} % to version ${version}`).join(', ');
  if (splits.at(-1) === split) return [];
  splits.push(split);
  return [{ atMs: clock.now(), what: 'traffic', text: split, colour: 'bold' }];
}

async function readAlarm({ cloudwatch, clock }: Watched, states: string[]): Promise<Line[]> {
  const { MetricAlarms: [alarm] = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: ['CanaryErrorsAlarm'] }),
  );
  const { StateValue: state = '', StateReason: reason = '' } = alarm ?? {};
  if (alarm === undefined || states.at(-1) === state) return [];
  states.push(state);
  const atMs = clock.now();
  if (state === 'ALARM')
    return [{ atMs, what: 'alarm', text: `CanaryErrorsAlarm is in ALARM. ${reason}`, colour: 'red' }];
  return [{ atMs, what: 'alarm', text: `CanaryErrorsAlarm is ${state}`, colour: 'plain' }];
}

/** As after any alarm, the next deployment waits until it is quiet: one that is on stops whatever comes. */
export async function awaitQuiet({ cloudwatch, clock }: Watched): Promise<void> {
  const giveUpAt = clock.realNow() + patienceMs;
  for (;;) {
    const { MetricAlarms: [alarm] = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: ['CanaryErrorsAlarm'] }),
    );
    if (alarm?.StateValue !== 'ALARM') return;
    if (clock.realNow() > giveUpAt) throw new Error('The alarm does not come to rest');
    await new Promise<void>((resolve) => clock.setRealTimer(lookMs, resolve));
  }
}

/** The function's own life is not the story. */
const told = new Set(['CheckoutAliaslive', stackName]);

async function readEvents({ cloudformation }: Watched, seen: Set<string>, since: number): Promise<Line[]> {
  const lines: Line[] = [];
  const { StackEvents: events = [] } = await cloudformation.send(
    new DescribeStackEventsCommand({ StackName: stackName }),
  );
  for (const event of events.toReversed()) {
    const { EventId = '', LogicalResourceId = '', ResourceStatus = '', ResourceStatusReason: reason } = event;
    const atMs = event.Timestamp?.getTime() ?? 0;
    if (seen.has(EventId) || atMs < since || !told.has(LogicalResourceId)) continue;
    seen.add(EventId);
    const colour = /FAILED|ROLLBACK/.test(ResourceStatus) ? 'red' : 'plain';
    const what = LogicalResourceId === stackName ? 'stack' : 'alias';
    lines.push({ atMs, what, text: `${ResourceStatus}${reason === undefined ? '' : `: ${reason}`}`, colour });
  }
  return lines;
}

const codes = { plain: '', bold: '\u001b[1m', red: '\u001b[31m' } as const;

interface Line {
  readonly atMs: number;
  readonly what: string;
  readonly text: string;
  readonly colour: keyof typeof codes;
}

function print({ atMs, what, text, colour }: Line): void {
  const isPlain = !process.stdout.isTTY || process.env['NO_COLOR'] !== undefined;
  const time = new Date(atMs).toISOString().slice(11, 19);
  const line = `  ${time}  ${what.padEnd(8)} ${text}`;
  console.log(isPlain || colour === 'plain' ? line : `${codes[colour]}${line}\u001b[0m`);
}
