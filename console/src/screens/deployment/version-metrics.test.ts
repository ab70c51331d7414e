import { expect, test } from 'vitest';
import { metricDataInput, metricsWindow, parseMetricData, totalsOf } from './version-metrics.ts';

const target = { functionName: 'checkout', functionAlias: 'live', currentVersion: '1', targetVersion: '2' };

test('four statistics of each version are asked for, in whole minutes', () => {
  const window = metricsWindow(1_000_030, 1_000_130);
  expect(window).toEqual({ from: 1_000_020, to: 1_000_140 });
  const { MetricDataQueries = [] } = metricDataInput(target, window);
  expect(MetricDataQueries.map(({ Id }) => Id)).toEqual(
    ['current', 'target'].flatMap((role) => ['invocations', 'errors', 'p50', 'p99'].map((id) => `${id}_${role}`)),
  );
  expect(MetricDataQueries.at(-1)?.MetricStat?.Metric?.Dimensions).toContainEqual({
    Name: 'ExecutedVersion',
    Value: '2',
  });
});

test('minutes without calls are gaps', () => {
  const metrics = parseMetricData({
    MetricDataResults: [
      { Id: 'invocations_current', Timestamps: [60, 120, 240], Values: [90, 80, 70] },
      { Id: 'invocations_target', Timestamps: [120, 240], Values: [10, 20] },
      { Id: 'errors_target', Timestamps: [120, 240], Values: [0, 5] },
      { Id: 'p99_target', Timestamps: [120], Values: [12.5] },
    ],
  });
  expect(metrics.times).toEqual([60, 120, 180, 240]);
  expect(metrics.current.invocations).toEqual([90, 80, undefined, 70]);
  expect(metrics.target.errorRate).toEqual([undefined, 0, undefined, 25]);
  expect(totalsOf(metrics.target)).toEqual({ invocations: 30, errors: 5, p50Ms: undefined, p99Ms: 12.5 });
  expect(parseMetricData({}).times).toEqual([]);
});
