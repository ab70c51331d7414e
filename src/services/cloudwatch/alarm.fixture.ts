/** For tests: alarms over a real store, with what they call written down. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { Handlers } from '../../api/service.ts';
import { invariant } from '../../invariant.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
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
  return new Fixture(folder, await openStore(folder));
}

const openStore = (folder: string): Promise<Store> => openSqliteStore({ folder, commitMoment: 'at-once' });

class Fixture implements AlarmFixture {
  readonly clock = new VirtualClock();
  readonly told: Told = { published: [], invoked: [], events: [] };
  readonly reported: unknown[] = [];
  readonly #folder: string;
  #store: Store;
  #runner: AlarmRunner | undefined;

  constructor(folder: string, store: Store) {
    this.#folder = folder;
    this.#store = store;
  }

  async call<Name extends keyof CloudwatchOperations>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const context = { store: this.#store, clock: this.clock, random: systemRandom };
    const handlers: Handlers<CloudwatchOperations> = createAlarmOperations(context);
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
  }

  measure(...samples: (readonly [atMs: number, value: number])[]): Promise<void> {
    const series = { owner: 'us-east-1/000000000000', namespace: 'ns', metric: 'm', dimensions: [], unit: 'None' };
    const points = samples.map(([atMs, value]) => ({
      series,
      atMs,
      resolutionSeconds: 60,
      sampleCount: 1,
      sum: value,
      minimum: value,
      maximum: value,
    }));
    return this.#store.series.append(points);
  }

  run(targets = noting(this.told)): AlarmRunner {
    this.#runner = startAlarmRunner({
      store: this.#store,
      clock: this.clock,
      random: systemRandom,
      metrics: new StoredMetricReader(this.#store.series),
      targets,
      report: (problem) => this.reported.push(problem),
      flushTelemetry: async () => {},
    });
    return this.#runner;
  }

  async restart(): Promise<void> {
    await this.#close();
    this.#store = await openStore(this.#folder);
  }

  async advance(byMs: number): Promise<void> {
    await this.clock.advance(byMs);
    await this.#runner?.settled();
  }

  async describe(name: string): Promise<{ value: string | undefined; reason: string | undefined }> {
    const { MetricAlarms = [], CompositeAlarms = [] } = await this.call('DescribeAlarms', {
      AlarmNames: [name],
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    });
    const [alarm] = [...MetricAlarms, ...CompositeAlarms];
    return { value: alarm?.StateValue, reason: alarm?.StateReason };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #close(): Promise<void> {
    await this.#runner?.[Symbol.asyncDispose]();
    this.#runner = undefined;
    await this.#store[Symbol.asyncDispose]();
  }
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
