import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import type { AsynchronousEvent, DispatchOutcome } from './asynchronous-event.ts';
import type { EventDelivery } from './event-delivery.ts';
import { createEventRunner, type EventRunner } from './event-runner.ts';
import type { EventRecord } from './event-record.ts';
import { laneName } from './event-lane.ts';
import type { EventInvokeRecord } from './resources/attachments.ts';
import { eventInvokeKey, functionKey } from './resources/keys.ts';

const region = 'eu-central-1';
const account = '111111111111';
const arnOf = (name: string): string => `arn:aws:lambda:${region}:${account}:function:${name}`;
const queueArn = `arn:aws:sqs:${region}:${account}:outcomes`;
const topicArn = `arn:aws:sns:${region}:${account}:dead`;

const ok: DispatchOutcome = {
  kind: 'answered',
  executedVersion: '$LATEST',
  payload: Buffer.from('{"total":12345678901234567890}'),
};
const failure: DispatchOutcome = {
  kind: 'answered',
  executedVersion: '$LATEST',
  functionError: 'Unhandled',
  payload: Buffer.from('{"errorMessage":"intentional failure","errorType":"Error"}'),
};

let folder: string;
let store: Store;
let clock: VirtualClock;
let startedAtMs: number;
let runners: EventRunner[];
let attempts: { readonly event: AsynchronousEvent; readonly afterMs: number }[];
let deliveries: EventDelivery[];
let records: EventRecord[];
let problems: unknown[];
let dispatch: (event: AsynchronousEvent) => Promise<DispatchOutcome>;
let delivered: () => Promise<void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-events-'));
  store = await openSqliteStore({ folder, commitMoment: 'at-once' });
  clock = new VirtualClock();
  startedAtMs = clock.now();
  [runners, attempts, deliveries, records, problems] = [[], [], [], [], []];
  dispatch = async () => ok;
  delivered = async () => undefined;
});

afterEach(async () => {
  for (const runner of runners) await runner[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function startRunner(
  options: { readonly store?: Pick<Store, 'documents' | 'queue'>; readonly concurrency?: number } = {},
): EventRunner {
  const runner = createEventRunner({
    store: options.store ?? store,
    clock,
    async dispatch(event) {
      attempts.push({ event, afterMs: clock.now() - startedAtMs });
      return dispatch(event);
    },
    async deliver(delivery) {
      deliveries.push(delivery);
      await delivered();
      return 'delivered';
    },
    record: (record) => void records.push(record),
    report: (problem) => void problems.push(problem),
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
  });
  runners.push(runner);
  return runner;
}

function eventFor(name: string, changes: Partial<AsynchronousEvent> = {}): AsynchronousEvent {
  return {
    requestId: `request-of-${name}`,
    region,
    account,
    functionName: name,
    functionArn: arnOf(name),
    payload: new TextEncoder().encode('{"order": 7}'),
    acceptedAtMs: clock.now(),
    ...changes,
  };
}

async function configure(name: string, changes: Partial<EventInvokeRecord>, qualifier = '$LATEST'): Promise<void> {
  const value: EventInvokeRecord = { functionName: name, qualifier, lastModifiedAt: 0, ...changes };
  await store.documents.write([{ kind: 'put', key: eventInvokeKey({ region, account }, name, qualifier), value }]);
}

const attemptTimes = (): number[] => attempts.map(({ afterMs }) => afterMs);
const left = (name = 'checkout'): Promise<number> => store.queue.count(laneName(arnOf(name)));
const recordOf = (delivery: EventDelivery | undefined): unknown =>
  delivery?.kind === 'destination' ? JSON.parse(delivery.record) : undefined;

describe('an event', () => {
  test('is run at once, with its payload, and then gone', async () => {
    await startRunner().enqueue(eventFor('checkout', { qualifier: 'live', routingKey: 'c7' }));
    await clock.advance(0);
    expect(attempts).toEqual([{ event: eventFor('checkout', { qualifier: 'live', routingKey: 'c7' }), afterMs: 0 }]);
    expect(await left()).toBe(0);
    expect(records.map(({ kind }) => kind)).toEqual(['received', 'attempted']);
  });

  test('that fails is run again after one minute and two more, under the same request ID', async () => {
    dispatch = async () => failure;
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(600_000);
    expect(attemptTimes()).toEqual([0, 60_000, 180_000]);
    expect(new Set(attempts.map(({ event }) => event.requestId))).toEqual(new Set(['request-of-checkout']));
    expect(await left()).toBe(0);
    expect(records.map(({ kind, ageMs }) => [kind, ageMs])).toEqual([
      ['received', 0],
      ['attempted', 0],
      ['attempted', 60_000],
      ['attempted', 180_000],
      ['dropped', 180_000],
    ]);
  });

  test('follows the configuration of the qualifier that was invoked, and no other', async () => {
    dispatch = async () => failure;
    await configure('checkout', { maximumRetryAttempts: 0 }, 'live');
    await configure('checkout', { maximumRetryAttempts: 1 });
    const runner = startRunner();
    await runner.enqueue(eventFor('checkout', { requestId: 'a', qualifier: 'live' }));
    await runner.enqueue(eventFor('checkout', { requestId: 'b' }));
    await clock.advance(600_000);
    expect(attempts.map(({ event }) => event.requestId).sort()).toEqual(['a', 'b', 'b']);
  });

  test('waits its time while the function is throttled, and runs when it may', async () => {
    dispatch = async () => (clock.now() - startedAtMs < 10_000 ? { kind: 'throttled', isBlocked: false } : ok);
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(60_000);
    expect(attemptTimes()).toEqual([0, 1000, 3000, 7000, 15_000]);
    expect(await left()).toBe(0);
  });

  test('is tried again when the data plane could not be asked', async () => {
    dispatch = async () => {
      if (attempts.length === 1) throw new Error('the thread is gone');
      return ok;
    };
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(5000);
    expect(attemptTimes()).toEqual([0, 1000]);
  });

  test('runs once even where its invocation outlasts its lease', async () => {
    const answer = Promise.withResolvers<DispatchOutcome>();
    dispatch = () => answer.promise;
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(900_000);
    answer.resolve(ok);
    await clock.advance(600_000);
    expect(attemptTimes()).toEqual([0]);
    expect(await left()).toBe(0);
  });

  test('of a function that is gone is forgotten', async () => {
    await configure('checkout', { onFailure: queueArn });
    dispatch = async () => ({ kind: 'gone', message: 'Function not found' });
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(0);
    expect([await left(), deliveries]).toEqual([0, []]);
  });
});

describe('a destination', () => {
  test('gets the record of a success, with every number as it was', async () => {
    await configure('checkout', { onSuccess: queueArn, onFailure: topicArn });
    dispatch = async () => ok;
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(0);
    expect(deliveries).toMatchObject([{ kind: 'destination', targetArn: queueArn, condition: 'Success' }]);
    expect(deliveries[0]?.kind === 'destination' && deliveries[0].record).toContain(
      '"responsePayload":{"total":12345678901234567890}',
    );
    expect(recordOf(deliveries[0])).toEqual({
      version: '1.0',
      timestamp: '2025-01-01T00:00:00.000Z',
      requestContext: {
        requestId: 'request-of-checkout',
        functionArn: `${arnOf('checkout')}:$LATEST`,
        condition: 'Success',
        approximateInvokeCount: 1,
      },
      requestPayload: { order: 7 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: expect.anything(),
    });
  });

  test('gets the record of a failure once the retries are used up, and the dead-letter target the event', async () => {
    await configure('checkout', { onFailure: queueArn }, 'live');
    dispatch = async () => ({ ...failure, deadLetterTargetArn: topicArn });
    await startRunner().enqueue(eventFor('checkout', { qualifier: 'live' }));
    await clock.advance(180_000);
    expect(recordOf(deliveries[0])).toMatchObject({
      requestContext: {
        functionArn: `${arnOf('checkout')}:live`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'intentional failure', errorType: 'Error' },
    });
    expect(deliveries[1]).toMatchObject({
      kind: 'dead-letter',
      targetArn: topicArn,
      event: { payload: new TextEncoder().encode('{"order": 7}') },
      attributes: { RequestID: 'request-of-checkout', ErrorCode: '200', ErrorMessage: 'intentional failure' },
    });
    expect(await left()).toBe(0);
  });

  test('hears of a reservation of 0 without a response', async () => {
    await configure('checkout', { onFailure: queueArn });
    dispatch = async () => ({ kind: 'throttled', isBlocked: true });
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(0);
    const record = recordOf(deliveries[0]);
    expect(record).toMatchObject({
      requestContext: { condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 },
    });
    expect(record).not.toHaveProperty('responseContext');
    expect(record).not.toHaveProperty('responsePayload');
  });

  test('that is a function gets the record as its event, once', async () => {
    await store.documents.write([{ kind: 'put', key: functionKey({ region, account }, 'audit'), value: {} }]);
    await configure('checkout', { onSuccess: `${arnOf('audit')}:live` });
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(1000);
    expect(attempts.map(({ event }) => [event.functionArn, event.qualifier])).toEqual([
      [arnOf('checkout'), undefined],
      [arnOf('audit'), 'live'],
    ]);
    expect(JSON.parse(Buffer.from(attempts[1]!.event.payload).toString())).toMatchObject({
      requestContext: { condition: 'Success' },
    });
    expect(attempts[1]!.event.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('that is a function which is gone meanwhile counts as one that could not be reached', async () => {
    await configure('checkout', { onSuccess: arnOf('audit') });
    await startRunner().enqueue(eventFor('checkout'));
    await clock.advance(0);
    expect(records.at(-1)).toMatchObject({ kind: 'destination-failed', functionName: 'checkout' });
    expect(String(problems[0])).toContain(arnOf('audit'));
    expect(await left()).toBe(0);
  });

  test('that cannot be reached is tried again, and told of in the end', async () => {
    await configure('checkout', { onSuccess: queueArn });
    let tries = 0;
    const runner = createEventRunner({
      store,
      clock,
      dispatch: async () => ok,
      deliver: async () => {
        tries += 1;
        throw new Error('no such queue');
      },
      record: (record) => void records.push(record),
      report: (problem) => void problems.push(problem),
    });
    runners.push(runner);
    await runner.enqueue(eventFor('checkout'));
    await clock.advance(2 * 3_600_000);
    expect([tries, problems.length, await left()]).toEqual([20, 20, 0]);
    expect(records.at(-1)).toMatchObject({ kind: 'destination-failed' });
  });

  test('that has no way to it is told of at once', async () => {
    await configure('checkout', { onSuccess: queueArn });
    const runner = createEventRunner({
      store,
      clock,
      dispatch: async () => ok,
      deliver: async () => 'undeliverable',
      record: (record) => void records.push(record),
      report: (problem) => void problems.push(problem),
    });
    runners.push(runner);
    await runner.enqueue(eventFor('checkout'));
    await clock.advance(0);
    expect(records.at(-1)).toMatchObject({ kind: 'destination-failed' });
    expect(String(problems[0])).toContain(queueArn);
    expect(await left()).toBe(0);
  });
});

describe('many events', () => {
  test('run no more than so many at once', async () => {
    let running = 0;
    let most = 0;
    dispatch = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((done) => clock.setTimer(clock.now() + 100, done));
      running -= 1;
      return ok;
    };
    const runner = startRunner({ concurrency: 4 });
    for (let number = 0; number < 12; number += 1)
      for (const name of ['a', 'b', 'c']) await runner.enqueue(eventFor(name, { requestId: `${name}${number}` }));
    await clock.advance(60_000);
    expect(attempts).toHaveLength(36);
    expect(most).toBeLessThanOrEqual(4);
    expect(await left('a')).toBe(0);
  });

  test("of one function, however slow, do not keep another's waiting", async () => {
    dispatch = (event) => (event.functionName === 'slow' ? new Promise(() => undefined) : Promise.resolve(ok));
    const runner = startRunner({ concurrency: 4 });
    for (let number = 0; number < 50; number += 1)
      await runner.enqueue(eventFor('slow', { requestId: `slow${number}` }));
    await clock.advance(1000);
    await runner.enqueue(eventFor('quick'));
    await clock.advance(0);
    expect(attempts.at(-1)).toMatchObject({ event: { functionName: 'quick' } });
    expect(await left('quick')).toBe(0);
  });
});

/** A step of the work after which, or before which, the process dies. */
type Step = (name: string) => Promise<void>;

/** The store, telling of each of its steps. A process that dies never hears the answer. */
function observed(step: Step): Pick<Store, 'documents' | 'queue'> {
  const { documents, queue } = store;
  const told = <In extends unknown[], Out>(name: string, act: (...input: In) => Promise<Out>) => {
    return async (...input: In): Promise<Out> => {
      await step(`before ${name}`);
      const result = await act(...input);
      await step(`after ${name}`);
      return result;
    };
  };
  return {
    documents: {
      get: (key) => documents.get(key),
      list: (query) => documents.list(query),
      write: told('note', (changes, options) => documents.write(changes, options)),
      watch: (prefix, listener) => documents.watch(prefix, listener),
    },
    queue: {
      enqueue: told('enqueue', (message) => queue.enqueue(message)),
      lease: told('lease', (request) => queue.lease(request)),
      acknowledge: told('acknowledge', (message) => queue.acknowledge(message)),
      release: told('release', (message, changes) => queue.release(message, changes)),
      nextAvailableAt: (name) => queue.nextAvailableAt(name),
      count: (name) => queue.count(name),
    },
  };
}

describe('a crash', () => {
  const stepsMax = 40;

  /** Runs an event that fails once and has a destination, with a crash at the step of that number; tells whether there was one. */
  async function runWithCrash(crashAt: number): Promise<boolean> {
    let steps = 0;
    const step: Step = async () => {
      steps += 1;
      if (steps >= crashAt) await new Promise(() => undefined);
    };
    let succeeded = 0;
    dispatch = async () => {
      if (steps < crashAt) await step('dispatch');
      if (attempts.length === 1) return failure;
      succeeded += 1;
      return ok;
    };
    delivered = async () => (steps < crashAt ? step('deliver') : undefined);
    await configure('checkout', { onSuccess: queueArn });
    const first = startRunner({ store: observed(step) });
    let isAccepted = false;
    void first.enqueue(eventFor('checkout')).then(() => (isAccepted = true));
    await clock.advance(70_000);
    const wasCrashed = steps >= crashAt;
    // The dead process does nothing more, and holds nothing: its successor only has the store.
    runners.pop();
    const second = startRunner();
    await clock.advance(1000);
    if (!isAccepted) await second.enqueue(eventFor('checkout'));
    await clock.advance(600_000);
    expect(succeeded).toBeGreaterThan(0);
    expect(deliveries.length).toBeGreaterThan(0);
    expect(new Set(attempts.map(({ event }) => event.requestId))).toEqual(new Set(['request-of-checkout']));
    expect(await left()).toBe(0);
    return wasCrashed;
  }

  test.each(Array.from({ length: stepsMax }, (_, index) => index + 1))(
    'at step %d of the work loses no event',
    async (crashAt) => {
      await runWithCrash(crashAt);
    },
  );

  test('has no more steps than these at which it can happen', async () => {
    expect(await runWithCrash(stepsMax + 1)).toBe(false);
  });

  test('leaves a note of each function with events, until the function is gone', async () => {
    const runner = startRunner();
    await runner.enqueue(eventFor('checkout'));
    await clock.advance(0);
    const notes = async (): Promise<number> =>
      (await store.documents.list({ prefix: 'lambda-events/' })).documents.length;
    expect(await notes()).toBe(1);
    startRunner();
    await clock.advance(0);
    expect(await notes()).toBe(0);
  });
});

test('a failing store is told of and asked again', async () => {
  let failures = 2;
  const { documents, queue } = observed(async () => undefined);
  const failing: Pick<Store, 'documents' | 'queue'> = {
    documents,
    queue: {
      ...queue,
      async lease(request) {
        failures -= 1;
        if (failures >= 0) throw new Error('disk full');
        return queue.lease(request);
      },
    },
  };
  await startRunner({ store: failing }).enqueue(eventFor('checkout'));
  await clock.advance(10_000);
  expect(attempts).toHaveLength(1);
  expect(problems).toHaveLength(2);
});

test('a stopped runner leaves its events to the next', async () => {
  const first = startRunner();
  dispatch = () => new Promise(() => undefined);
  await first.enqueue(eventFor('checkout'));
  await clock.advance(0);
  await first[Symbol.asyncDispose]();
  dispatch = async () => ok;
  startRunner();
  await clock.advance(120_000);
  expect(attemptTimes()).toEqual([0, 60_000]);
  expect(await left()).toBe(0);
});
