/** Metrics: what was put, and what was asked of it. */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { recordSuccess } from '../record.ts';
import { inEachProtocol, type CloudWatchReplay, type CloudWatchScenario } from './case.ts';

const statisticValues = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 };
const seconds = { Unit: 'Seconds' } as const;
const eachValue = (values: readonly number[]): MetricDatum[] =>
  values.map((Value) => ({ MetricName: 'metric1', Value, ...seconds }));

const statistics = ['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'] as const;

const mixed: readonly MetricDatum[] = [
  { MetricName: 'm-test', Value: 60_000, Unit: 'Milliseconds' },
  { MetricName: 'm-test', Value: 60, Unit: 'Seconds' },
];
const mixedData = [
  mixed,
  [...mixed, ...mixed],
  [...mixed, ...mixed, { MetricName: 'm-test', Value: 5, Unit: 'Count' } as const],
];

const labelPairs = [
  [{ Stat: 'Sum' }, { Stat: 'Minimum', Period: 30 }],
  [{ Stat: 'Sum' }, { Stat: 'Minimum' }],
  [{ Stat: 'Sum' }, { Stat: 'Sum', Period: 30 }],
  [{ Stat: 'Sum' }, { Stat: 'Minimum', Period: 30, Unit: 'Milliseconds' }],
  [{ Stat: 'Sum' }, { Stat: 'Minimum', Unit: 'Milliseconds' }],
  [{ Stat: 'Sum' }, { Stat: 'Sum', Period: 30, Unit: 'Milliseconds' }],
  [{ Stat: 'Sum' }, { Stat: 'Sum', Unit: 'Milliseconds' }],
] as const;

async function refusals(s: CloudWatchReplay): Promise<void> {
  const base = { MetricName: 'mymetric', Timestamp: s.at(), Unit: 'Count' } as const;
  await s.refusal('invalid-param-combination', s.put({ ...base, Value: 1.5, Values: [1, 10] }));
  await s.refusal('invalid-param-value', s.put({ ...base, Values: [1, 10], Counts: [2, 4, 5] }));
  await s.refusal('invalid-param-combination-2', s.put({ ...base, Value: 1.5, StatisticValues: statisticValues }));
  // Nothing is recorded of it but that AWS takes it.
  await s.put({ ...base, Values: [1, 10], StatisticValues: statisticValues });
}

async function manyDimensions(s: CloudWatchReplay): Promise<void> {
  const MetricName = 'http.server.requests.count';
  const Dimensions = [
    ['error', 'none'],
    ['exception', 'none'],
    ['method', 'GET'],
    ['outcome', 'SUCCESS'],
    ['uri', '/greetings'],
    ['status', '200'],
  ].map(([Name, Value]) => ({ Name, Value }));
  for (const Value of [0, 5])
    await s.put({ MetricName, Value, Unit: 'Count', StorageResolution: 1, Dimensions, Timestamp: s.at() });
  const query = s.query('result1', MetricName, { Period: 10, Stat: 'Maximum', Unit: 'Count', Dimensions });
  await s.data('get-metric-stats-max', [query]);
  s.value(
    'list-metrics',
    recordSuccess(await s.cloudwatch.listMetrics({ Namespace: 'test/recorded', MetricName, Dimensions })),
  );
}

async function amounts(s: CloudWatchReplay): Promise<void> {
  const get = (EndTime: Date, Period: number) =>
    s.cloudwatch.getMetricStatistics({
      Namespace: 'namespace',
      MetricName: 'metric_name',
      StartTime: s.at(),
      EndTime,
      Period,
      Statistics: ['SampleCount'],
    });
  await s.refusal('error-invalid-amount-datapoints', get(s.at(86_400), 1));
  await s.refusal('error-invalid-time-frame', get(s.at(), 1));
  s.value('get-metric-statitics', recordSuccess(await get(s.at(86_400), 60)));
}

/** `GetMetricStatistics` around now, the greatest first where a test sorted them. */
async function statisticsItem(
  s: CloudWatchReplay,
  name: string,
  MetricName: string,
  Statistics: ('Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount')[],
): Promise<void> {
  const range = { StartTime: s.at(-60), EndTime: s.at(60), Period: 60 };
  const metric = { Namespace: 'test/recorded', MetricName };
  const { Datapoints = [], ...rest } = await s.cloudwatch.getMetricStatistics({ ...range, ...metric, Statistics });
  const sorted = Datapoints.toSorted((left, right) => (right.Average ?? 0) - (left.Average ?? 0));
  s.value(name, recordSuccess({ ...rest, Datapoints: sorted }));
}

export const metricScenarios: readonly CloudWatchScenario[] = [
  ...inEachProtocol('TestCloudwatch::test_put_metric_data_values_list', async (s) => {
    await s.put({ MetricName: 'test-metric', Timestamp: s.at(), Values: [1, 10], Counts: [2, 4], Unit: 'Count' });
    await statisticsItem(s, 'get_metric_statistics', 'test-metric', ['SampleCount', 'Sum', 'Maximum']);
  }),

  ...inEachProtocol('TestCloudwatch::test_put_metric_data_validation', refusals),

  ...inEachProtocol('TestCloudwatch::test_get_metric_data_for_multiple_metrics', async (s) => {
    await s.put({ MetricName: 'metric1', Value: 50, ...seconds });
    await s.put({ MetricName: 'metric2', Value: 25, ...seconds });
    await s.put({ MetricName: 'metric3', StatisticValues: statisticValues, ...seconds });
    await s.data(
      'get_metric_data',
      [1, 2, 3].map((index) => s.query(`result${index}`, `metric${index}`, { Stat: 'Sum' })),
    );
  }),

  ...statistics.flatMap((Stat) =>
    inEachProtocol(
      'TestCloudwatch::test_get_metric_data_stats',
      async (s) => {
        await s.put({ MetricName: 'metric1', Value: 11, ...seconds });
        await s.put({ MetricName: 'metric1', StatisticValues: statisticValues, ...seconds });
        await s.data('get_metric_data', [s.query('result1', 'metric1', { Stat })]);
      },
      Stat,
    ),
  ),

  ...inEachProtocol('TestCloudwatch::test_get_metric_data_with_dimensions', async (s) => {
    const instance = (Value: string) => [{ Name: 'InstanceId', Value }];
    for (const of of ['one', 'two'])
      await s.put({ MetricName: 'metric1', Value: 11, ...seconds, Dimensions: instance(of) });
    await s.put({ MetricName: 'metric1', StatisticValues: statisticValues, ...seconds });
    await s.data('get_metric_data', [s.query('result1', 'metric1', { Stat: 'Sum', Dimensions: instance('one') })]);
  }),

  ...inEachProtocol('TestCloudwatch::test_get_metric_data_with_zero_and_labels', async (s) => {
    await s.put(...eachValue([0, 2, 4, 3.5, 7, 100]));
    const queries = ['Average', 'Sum', 'Minimum', 'Maximum'].map((Stat) =>
      s.query(`result_${Stat}`, 'metric1', { Stat }),
    );
    await s.data('get_metric_data_with_zero_and_labels', queries);
  }),

  ...inEachProtocol('TestCloudwatch::test_get_metric_statistics', async (s) => {
    for (let Value = 0; Value < 10; Value += 1) await s.put({ MetricName: 'metric', Value, Timestamp: s.at(1) });
    await statisticsItem(s, 'get_metric_statistics', 'metric', ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount']);
  }),

  ...inEachProtocol('TestCloudwatch::test_handle_different_units', async (s) => {
    await s.put(
      { MetricName: 'm-test', Value: 1, Unit: 'Seconds' },
      { MetricName: 'm-test', Value: 5, Unit: 'Count' },
      { MetricName: 'm-test', Value: 10 },
    );
    await statisticsItem(s, 'get_metric_statistics_with_different_units', 'm-test', ['Average']);
  }),

  ...inEachProtocol('TestCloudwatch::test_get_metric_data_with_different_units', async (s) => {
    for (const Unit of ['Seconds', 'Count'] as const) await s.put({ MetricName: 'm-test', Value: 1, Unit });
    await s.data('get_metric_data_with_different_units', [s.query('m1', 'm-test', { Stat: 'Sum', ...seconds })], 0);
  }),

  ...mixedData.flatMap((data, index) =>
    inEachProtocol(
      'TestCloudwatch::test_get_metric_data_different_units_no_unit_in_query',
      async (s) => {
        await s.put(...data);
        await s.data('get_metric_data_with_no_unit_specified', [s.query('m1', 'm-test', { Stat: 'Sum' })], 0);
      },
      `metric_data${index}`,
    ),
  ),

  ...labelPairs.flatMap((pair, index) =>
    inEachProtocol(
      'TestCloudwatch::test_label_generation',
      async (s) => {
        await s.put(...eachValue([0, 2, 7, 100]));
        const queries = pair.map((part) => {
          const stat = { Period: 60, Unit: 'Seconds', ...part } as const;
          return s.query(`result_${stat.Stat}_${stat.Period}_${stat.Unit}`, 'metric1', stat);
        });
        await s.data('label_generation', queries);
      },
      `input_pairs${index}`,
    ),
  ),

  ...inEachProtocol('TestCloudwatch::test_get_metric_with_null_dimensions', async (s) => {
    await s.put({ MetricName: 'm-test', Value: 1, ...seconds, Dimensions: [{ Name: 'foo', Value: 'bar' }] });
    const query = s.query('m1', 'm-test', { Stat: 'Sum', Dimensions: [] });
    await s.data('get_metric_with_null_dimensions', [query], -3600);
  }),

  ...inEachProtocol('TestCloudwatch::test_get_metric_with_no_results', async (s) => {
    await s.put({ MetricName: 'm', Value: 1 });
    await s.data('result', [s.query('result', 'm', { Stat: 'Sum', Dimensions: [{ Name: 'foo', Value: 'bar' }] })]);
  }),

  ...inEachProtocol('TestCloudwatch::test_multiple_dimensions_statistics', manyDimensions),
  ...inEachProtocol('TestCloudwatch::test_invalid_amount_of_datapoints', amounts),
];
