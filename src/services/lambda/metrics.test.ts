import { describe, expect, test } from 'vitest';
import type { SeriesPoint } from '../../storage/series.ts';
import type { InvocationRecord } from './data-plane/invocation-record.ts';
import { MeasuredTarget, MetricRecorder } from './data-plane/metric-recorder.ts';
import type { EventRecord } from './event-record.ts';
import { describeEvents, describeInvocations } from './metrics.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2025, 0, 1);

const recordOf = (changes: Partial<InvocationRecord> = {}): InvocationRecord => ({
  region: 'us-east-1',
  account: '000000000000',
  functionName: 'checkout',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:checkout',
  resource: 'checkout:live',
  qualifier: 'live',
  isAlias: true,
  isWeighted: true,
  executedVersion: '1',
  result: 'success',
  startedAtMs: startMs + 30_500,
  durationMs: 12,
  initDurationMs: undefined,
  maxMemoryUsedMiB: 64,
  targetConcurrency: 1,
  functionConcurrency: 2,
  accountConcurrency: 3,
  unreservedConcurrency: 3,
  provisioning: 'none',
  provisionedCount: 0,
  provisionedRunning: 0,
  ...changes,
});

/** Points of what one target's calls left behind. */
function pointsOf(...records: Partial<InvocationRecord>[]): SeriesPoint[] {
  const recorder = new MetricRecorder();
  const target = new MeasuredTarget();
  for (const changes of records) recorder.record(recordOf(changes), target);
  return describeInvocations(recorder.take());
}

/** By metric and values of the dimensions: sum of samples, as `Errors checkout checkout:live`. */
const told = (points: readonly SeriesPoint[], metric: string): Record<string, string> =>
  Object.fromEntries(
    points
      .filter(({ series }) => series.metric === metric)
      .map(({ series, sum, sampleCount }) => [
        series.dimensions.map(([, value]) => value).join(' '),
        `${sum} of ${sampleCount}`,
      ]),
  );

describe('invocations', () => {
  test('of an alias are told of account, function, resource and the version that ran', () => {
    const points = pointsOf({}, { executedVersion: '2', result: 'function-error' }, {});
    expect(told(points, 'Invocations')).toEqual({
      '': '3 of 3',
      checkout: '3 of 3',
      'checkout checkout:live': '3 of 3',
      'checkout checkout:live 1': '2 of 2',
      'checkout checkout:live 2': '1 of 1',
    });
    expect(told(points, 'Errors')).toMatchObject({
      '': '1 of 3',
      'checkout checkout:live 1': '0 of 2',
      'checkout checkout:live 2': '1 of 1',
    });
  });

  test('of a version or the function alone are told of no executed version', () => {
    for (const [resource, qualifier] of [
      ['checkout:3', '3'],
      ['checkout', undefined],
    ] as const) {
      const points = pointsOf({ resource, qualifier, isAlias: false });
      expect(Object.keys(told(points, 'Invocations'))).toEqual(['', 'checkout', `checkout ${resource}`]);
    }
  });

  test('count for the minute in which they began', () => {
    const points = pointsOf({}, { startedAtMs: startMs + minuteMs }, { startedAtMs: startMs + 59_999 });
    const ofAccount = points.filter(({ series }) => series.metric === 'Invocations' && series.dimensions.length === 0);
    expect(ofAccount.map(({ atMs, sum }) => [atMs - startMs, sum])).toEqual([
      [0, 2],
      [minuteMs, 1],
    ]);
  });

  test('that were refused are throttles, and neither invocations nor errors', () => {
    const points = pointsOf({ result: 'throttle' });
    expect(told(points, 'Throttles')).toMatchObject({ '': '1 of 1', 'checkout checkout:live 1': '1 of 1' });
    for (const metric of ['Invocations', 'Errors', 'Duration', 'ConcurrentExecutions'])
      expect(told(points, metric)).toEqual({});
  });

  test('tell their durations with how they are spread', () => {
    const points = pointsOf({ durationMs: 5 }, { durationMs: 15 });
    const duration = points.find(({ series }) => series.metric === 'Duration' && series.dimensions.length === 3);
    expect(duration).toMatchObject({
      sampleCount: 2,
      sum: 20,
      minimum: 5,
      maximum: 15,
      series: { unit: 'Milliseconds' },
    });
    expect(duration?.sketch).toBeDefined();
  });

  test('tell how many ran at once, each of what it is of', () => {
    expect(told(pointsOf({}), 'ConcurrentExecutions')).toEqual({
      '': '3 of 1',
      checkout: '2 of 1',
      'checkout checkout:live': '1 of 1',
    });
  });

  test('tell how provisioned concurrency is used, only where there is some', () => {
    expect(told(pointsOf({}), 'ProvisionedConcurrencyUtilization')).toEqual({});
    const some = { provisionedCount: 4, provisionedRunning: 3 };
    const points = pointsOf({ ...some, provisioning: 'provisioned' }, { ...some, provisioning: 'spillover' });
    expect(told(points, 'ProvisionedConcurrencyUtilization')['checkout checkout:live']).toBe('1.5 of 2');
    expect(told(points, 'ProvisionedConcurrencyInvocations')['checkout checkout:live']).toBe('1 of 2');
    expect(told(points, 'ProvisionedConcurrencySpilloverInvocations')['checkout']).toBe('1 of 2');
  });

  test('are taken once', () => {
    const recorder = new MetricRecorder();
    const target = new MeasuredTarget();
    recorder.record(recordOf(), target);
    expect([recorder.count, recorder.take().length, recorder.count, recorder.take().length]).toEqual([1, 1, 0, 0]);
    recorder.record(recordOf(), target);
    expect(recorder.take()).toHaveLength(1);
  });
});

test('each thing that becomes of an asynchronous event has its metric', () => {
  const event = {
    region: 'us-east-1',
    account: '000000000000',
    functionName: 'checkout',
    functionArn: 'arn',
    qualifier: 'live',
    atMs: startMs + 1,
    ageMs: 40,
  };
  const kinds: EventRecord['kind'][] = [
    'received',
    'attempted',
    'attempted',
    'dropped',
    'destination-failed',
    'dead-letter-failed',
  ];
  const points = describeEvents(kinds.map((kind) => ({ ...event, kind })));
  const sums = points
    .filter(({ series }) => series.dimensions.length === 1)
    .map(({ series, sum, sampleCount }) => [series.metric, sum, sampleCount]);
  expect(sums).toEqual([
    ['AsyncEventsReceived', 1, 1],
    ['AsyncEventAge', 80, 2],
    ['AsyncEventsDropped', 1, 1],
    ['DestinationDeliveryFailures', 1, 1],
    ['DeadLetterErrors', 1, 1],
  ]);
});
