/** For tests: alarms over a real store, with what they call written down. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { Handlers } from '../../api/service.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { AlarmTargets } from './alarm-actions.ts';
import { createAlarmOperations } from './alarm-operations.ts';
import { startAlarmRunner, type AlarmRunner } from './alarm-runner.ts';
import { StoredMetricReader } from './stored-metric-reader.ts';

type Input<Name extends keyof CloudwatchOperations> = CloudwatchOperations[Name]['input'];
type Output<Name extends keyof CloudwatchOperations> = CloudwatchOperations[Name]['output'];

export const owner = { region: 'us-east-1', account: '000000000000' };
export const arnOf = (name: string): string => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
export const topicArn = 'arn:aws:sns:us-east-1:000000000000:told';
export const watcherArn = 'arn:aws:lambda:us-east-1:000000000000:function:watcher:live';

export interface Told {
  readonly published: {
    readonly TopicArn?: string | undefined;
    readonly Subject?: string | undefined;
    readonly Message: string | undefined;
  }[];
  readonly invoked: {
    readonly FunctionName: string | undefined;
    readonly payload: string;
    readonly requestId: string;
  }[];
  readonly events: {
    readonly DetailType?: string | undefined;
    readonly Detail?: string | undefined;
    readonly Resources?: string[] | undefined;
  }[];
}

export interface AlarmFixture extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly told: Told;
  readonly reported: unknown[];
  call<Name extends keyof CloudwatchOperations>(operation: Name, input: Input<Name>): Promise<Output<Name>>;
  /** Puts samples of `ns/m` at moments; each counts for itself. */
  measure(...samples: (readonly [atMs: number, value: number])[]): Promise<void>;
  /** Starts the runner, with targets of the test's own in the place of those that write down. */
  run(targets?: AlarmTargets): AlarmRunner;
  /** Ends the runner, closes the store and opens it again, as the next start does. */
  restart(): Promise<void>;
  advance(byMs: number): Promise<void>;
  describe(name: string): Promise<{ value: string | undefined; reason: string | undefined }>;
}

/** A least metric alarm, over `ns/m`. */
export const simpleAlarm = {
  AlarmName: 'high',
  Namespace: 'ns',
  MetricName: 'm',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
} as const satisfies Input<'PutMetricAlarm'>;

/** One that silence leaves in its state. */
export const steadyAlarm = { ...simpleAlarm, TreatMissingData: 'ignore' } as const;

export async function openAlarms(): Promise<AlarmFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-alarms-'));
  const clock = new VirtualClock();
  const open = () => openSqliteStore({ folder, commitMoment: 'at-once' });
  let store = await open();
  let runner: AlarmRunner | undefined;
  const told: Told = { published: [], invoked: [], events: [] };
  const reported: unknown[] = [];
  const call: AlarmFixture['call'] = async (operation, input) => {
    const handlers: Handlers<CloudwatchOperations> = createAlarmOperations({ store, clock, random: systemRandom });
    const handler = handlers[operation];
    invariant(handler !== undefined, `${operation} is served`);
    const caller = {
      ...owner,
      arn: 'arn:aws:iam::000000000000:root',
      userId: owner.account,
      accessKeyId: 'AKIAEXAMPLE',
    };
    // The table's types pair each name with its own input and output; a call through a variable name loses the pairing.
    return handler(input as never, { caller, requestId: 'request', origin: '' });
  };
  return {
    clock,
    told,
    reported,
    call,
    measure: (...samples) =>
      store.series.append(
        samples.map(([atMs, value]) => ({
          series: { owner: 'us-east-1/000000000000', namespace: 'ns', metric: 'm', dimensions: [], unit: 'None' },
          atMs,
          resolutionSeconds: 60,
          sampleCount: 1,
          sum: value,
          minimum: value,
          maximum: value,
        })),
      ),
    run(targets = noting(told)) {
      const metrics = new StoredMetricReader(store.series);
      const report = (problem: unknown): void => void reported.push(problem);
      runner = startAlarmRunner({
        store,
        clock,
        random: systemRandom,
        metrics,
        targets,
        report,
        flushTelemetry: async () => {},
      });
      return runner;
    },
    async restart() {
      await runner?.[Symbol.asyncDispose]();
      runner = undefined;
      await store[Symbol.asyncDispose]();
      store = await open();
    },
    async advance(byMs) {
      await clock.advance(byMs);
      await runner?.settled();
    },
    async describe(name) {
      const AlarmTypes: ('MetricAlarm' | 'CompositeAlarm')[] = ['MetricAlarm', 'CompositeAlarm'];
      const { MetricAlarms = [], CompositeAlarms = [] } = await call('DescribeAlarms', {
        AlarmNames: [name],
        AlarmTypes,
      });
      const [alarm] = [...MetricAlarms, ...CompositeAlarms];
      return { value: alarm?.StateValue, reason: alarm?.StateReason };
    },
    async [Symbol.asyncDispose]() {
      await runner?.[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function noting({ published, invoked, events }: Told): AlarmTargets {
  return {
    lambda: {
      async Invoke({ FunctionName, Payload }, { requestId }) {
        invoked.push({ FunctionName, payload: Buffer.from(Payload ?? []).toString(), requestId });
        return { StatusCode: 202 };
      },
    },
    sns: {
      async Publish({ TopicArn, Subject, Message }) {
        published.push({ TopicArn, Subject, Message });
        return { MessageId: 'message' };
      },
    },
    events: {
      async PutEvents({ Entries = [] }) {
        events.push(...Entries);
        return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'event' })) };
      },
    },
  };
}
