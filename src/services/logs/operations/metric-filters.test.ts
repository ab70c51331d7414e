import { describe, expect, test } from 'vitest';
import { openLogs, putMessages, type LogsFixture } from '../logs.fixture.ts';

const group = { logGroupName: 'group' };
const transformation = { metricName: 'Errors', metricNamespace: 'App', metricValue: '1' };
async function withFilter(filterPattern: string, other: object = {}): Promise<LogsFixture> {
  const logs = await openLogs();
  await logs.call('CreateLogGroup', group);
  await put(logs, filterPattern, other);
  return logs;
}

const put = (logs: LogsFixture, filterPattern: string, other: object = {}) =>
  logs.call('PutMetricFilter', {
    ...group,
    filterName: 'f',
    filterPattern,
    metricTransformations: [{ ...transformation, ...other }],
  });

/** Name, values with their counts, and dimensions of what was put. */
const told = (logs: LogsFixture) =>
  logs.metrics.flatMap(({ Namespace, MetricData = [] }) =>
    MetricData.map(({ MetricName, Values, Counts, Dimensions, Unit, Timestamp }) => ({
      metric: `${Namespace}/${MetricName}`,
      values: (Values ?? []).map((value, index) => [value, Counts?.[index]]),
      dimensions: Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      unit: Unit,
      atMs: Timestamp?.getTime(),
    })),
  );

const valuesOf = (logs: LogsFixture) => told(logs).map(({ values }) => values);

describe('a metric filter', () => {
  test('counts the events that its pattern matches, by the minute', async () => {
    await using logs = await withFilter('ERROR');
    const nowMs = logs.clock.now();
    await putMessages(logs, ['ERROR 1', 'INFO', 'ERROR 2']);
    const [first] = told(logs);
    expect(first).toEqual({ metric: 'App/Errors', values: [[1, 2]], dimensions: {}, unit: undefined, atMs: nowMs });
    expect(told(logs)).toHaveLength(1);
  });

  test('takes values and dimensions from JSON', async () => {
    await using logs = await withFilter('{ $.ms = * }', {
      metricValue: '$.ms',
      unit: 'Milliseconds',
      dimensions: { Route: '$.route' },
    });
    await putMessages(logs, [
      '{"ms":10,"route":"a"}',
      '{"ms":12.5,"route":"a"}',
      '{"ms":7,"route":"b"}',
      '{"ms":"slow","route":"a"}',
      '{"ms":9}',
    ]);
    expect(told(logs).map(({ values, dimensions, unit }) => ({ values, dimensions, unit }))).toEqual([
      {
        values: [
          [10, 1],
          [12.5, 1],
        ],
        dimensions: { Route: 'a' },
        unit: 'Milliseconds',
      },
      { values: [[7, 1]], dimensions: { Route: 'b' }, unit: 'Milliseconds' },
    ]);
  });

  test('takes values from fields', async () => {
    await using logs = await withFilter('[ip, status = 5*, bytes]', { metricValue: '$bytes' });
    await putMessages(logs, ['1.1.1.1 500 70', '1.1.1.1 200 80']);
    expect(valuesOf(logs)).toEqual([[[70, 1]]]);
  });

  test('tells its default once for a minute in which nothing matched', async () => {
    await using logs = await withFilter('ERROR', { defaultValue: 0 });
    await putMessages(logs, ['INFO', 'INFO']);
    await putMessages(logs, ['INFO']);
    expect(valuesOf(logs)).toEqual([[[0, 1]]]);
    await logs.clock.advance(60_000);
    await putMessages(logs, ['ERROR', 'INFO']);
    await putMessages(logs, ['INFO']);
    expect(valuesOf(logs)).toEqual([[[0, 1]], [[1, 1]]]);
  });

  test('counts what functions print, from the moment on when it is put', async () => {
    await using logs = await openLogs();
    const line = {
      region: 'us-east-1',
      account: '000000000000',
      group: 'group',
      stream: 's',
      atMs: logs.clock.now(),
      message: 'ERROR\n',
    };
    await logs.service.ingest([line]);
    await put(logs, 'ERROR');
    await logs.service.ingest([line, line, line]);
    await logs.call('DeleteMetricFilter', { ...group, filterName: 'f' });
    await logs.service.ingest([line]);
    expect(valuesOf(logs)).toEqual([[[1, 3]]]);
  });

  test.each([
    ['ERROR', { dimensions: { A: '$.a' } }, 'The specified filter pattern does not support dimensions'],
    [
      '{ $.a = 1 }',
      { dimensions: { A: '$.a' }, defaultValue: 0 },
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
    ],
    [
      '{ $.a = 1 }',
      { dimensions: { A: 'x' } },
      'Invalid metric transformation: the value of the dimension A is no selector.',
    ],
    [
      'ERROR',
      { metricValue: '$x' },
      'Invalid metric transformation: the metric value $x is neither a number nor a selector of the filter pattern.',
    ],
    [
      'ERROR',
      { metricNamespace: 'AWS/Lambda' },
      'Invalid metric transformation: the namespace AWS/Lambda is reserved for AWS services.',
    ],
    ['a:b', {}, "Invalid metric filter pattern: Invalid character(s) in term 'a:b'"],
  ])('of %s with %j is refused', async (pattern, other, message) => {
    await expect(withFilter(pattern, other)).rejects.toMatchObject({ type: 'InvalidParameterException', message });
  });
});

describe('metric filters', () => {
  test('are told by group, name and metric, and paged', async () => {
    await using logs = await withFilter('one', { defaultValue: 3 });
    await logs.call('CreateLogGroup', { logGroupName: 'other' });
    const metricTransformations = [{ ...transformation, metricName: 'Other' }];
    const other = { logGroupName: 'other', filterName: 'e', filterPattern: '', metricTransformations };
    await logs.call('PutMetricFilter', other);
    const names = async (input: object) =>
      (await logs.call('DescribeMetricFilters', input)).metricFilters?.map(({ filterName }) => filterName);
    expect(await names({})).toEqual(['e', 'f']);
    expect(await names(group)).toEqual(['f']);
    expect(await names({ filterNamePrefix: 'e' })).toEqual(['e']);
    expect(await names({ metricName: 'Other', metricNamespace: 'App' })).toEqual(['e']);
    const { nextToken } = await logs.call('DescribeMetricFilters', { limit: 1 });
    expect(await logs.call('DescribeMetricFilters', { nextToken })).toEqual({
      metricFilters: [
        {
          filterName: 'f',
          filterPattern: 'one',
          logGroupName: 'group',
          creationTime: logs.clock.now(),
          applyOnTransformedLogs: false,
          metricTransformations: [{ ...transformation, defaultValue: 3 }],
        },
      ],
    });
    expect((await logs.call('DescribeLogGroups', {})).logGroups?.map((found) => found.metricFilterCount)).toEqual([
      1, 1,
    ]);
  });

  test('a group has a hundred of them at most', async () => {
    await using logs = await openLogs();
    await logs.call('CreateLogGroup', group);
    const create = (index: number) =>
      logs.call('PutMetricFilter', {
        ...group,
        filterName: `f${index}`,
        filterPattern: '',
        metricTransformations: [transformation],
      });
    for (let index = 0; index < 100; index += 1) await create(index);
    await create(0);
    await expect(create(100)).rejects.toMatchObject({
      type: 'LimitExceededException',
      message: 'Resource limit exceeded.',
    });
  });

  test('a pattern can be tested without one', async () => {
    await using logs = await openLogs();
    const { matches } = await logs.call('TestMetricFilter', {
      filterPattern: '{ $.a > 1 }',
      logEventMessages: ['{"a":1}', '{"a":2}', 'text'],
    });
    expect(matches).toEqual([{ eventNumber: 2, eventMessage: '{"a":2}', extractedValues: { '$.a': '2' } }]);
  });
});
