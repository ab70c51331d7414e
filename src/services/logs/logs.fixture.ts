/** For tests: CloudWatch Logs over a real store in a folder of its own, with CloudWatch beside it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { LogsOperations } from '../../api/logs.ts';
import type { Handlers } from '../../api/service.ts';
import type { Caller, RequestContext } from '../../aws/caller.ts';
import { invariant } from '../../invariant.ts';
import type { LogEvent } from '../../storage/logs.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { createLogsService, type LogsService } from './service.ts';

type PutMetricData = CloudwatchOperations['PutMetricData']['input'];

export interface LogsFixture extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly service: LogsService;
  /** What metric filters put, in order. */
  readonly metrics: PutMetricData[];
  /** What was seen on its way in. */
  readonly observed: LogEvent[];
  call<Name extends keyof LogsOperations>(
    operation: Name,
    input: LogsOperations[Name]['input'],
    caller?: Partial<Caller>,
  ): Promise<LogsOperations[Name]['output']>;
  /** Closes the store and opens it again, as the next start does. */
  restart(): Promise<void>;
}

export async function openLogs(): Promise<LogsFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-logs-'));
  const clock = new VirtualClock();
  const metrics: PutMetricData[] = [];
  const observed: LogEvent[] = [];
  let store = await openSqliteStore({ folder });
  const create = (): LogsService =>
    createLogsService({
      store,
      clock,
      random: systemRandom,
      cloudwatch: {
        PutMetricData: async (input) => {
          metrics.push(input);
          return {};
        },
      },
      observe: (events) => observed.push(...events),
      flushTelemetry: async () => {},
      report: (problem, error) => {
        throw new Error(problem, { cause: error });
      },
    });
  let service = create();
  return {
    clock,
    metrics,
    observed,
    get store() {
      return store;
    },
    get service() {
      return service;
    },
    async call(operation, input, caller) {
      const handlers: Handlers<LogsOperations> = service.operations;
      const handler = handlers[operation];
      invariant(handler !== undefined, `${operation} is served`);
      // The table's types pair each name with its own input and output; a call through a variable name loses the pairing.
      return handler(input as never, requestOf(caller));
    },
    async restart() {
      await service[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      store = await openSqliteStore({ folder });
      service = create();
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function requestOf(caller: Partial<Caller> = {}): RequestContext {
  return {
    caller: {
      region: 'us-east-1',
      account: '000000000000',
      arn: 'arn:aws:iam::000000000000:root',
      userId: '000000000000',
      accessKeyId: 'AKIAEXAMPLE',
      ...caller,
    },
    requestId: 'request',
    origin: 'http://127.0.0.1:4566',
  };
}

/** A group with a stream, and events of it: messages at moments from now on, a second apart. */
export async function putMessages(logs: LogsFixture, messages: readonly string[], stream = 'stream'): Promise<void> {
  const group = { logGroupName: 'group' };
  await logs.call('CreateLogGroup', group).catch(() => undefined);
  await logs.call('CreateLogStream', { ...group, logStreamName: stream }).catch(() => undefined);
  const logEvents = messages.map((message, index) => ({ timestamp: logs.clock.now() + index * 1000, message }));
  await logs.call('PutLogEvents', { ...group, logStreamName: stream, logEvents });
}
