import { expect, test } from 'vitest';
import { functionMetricsInput, parseFunctionMetrics } from './function-metrics.ts';

test('asks for all calls of a function, or for those through an alias, in whole periods', () => {
  const wanted = { functionName: 'checkout', qualifier: '', range: '15 min', now: 7230 } as const;
  const whole = functionMetricsInput(wanted);
  expect([whole.StartTime, whole.EndTime]).toEqual([6360, 7260]);
  const dimensionsOf = (input: typeof whole) => input.MetricDataQueries?.[0]?.MetricStat?.Metric?.Dimensions;
  expect(dimensionsOf(whole)).toEqual([{ Name: 'FunctionName', Value: 'checkout' }]);
  expect(dimensionsOf(functionMetricsInput({ ...wanted, qualifier: 'live' }))).toContainEqual({
    Name: 'Resource',
    Value: 'checkout:live',
  });
});

test('periods without calls are gaps', () => {
  const window = { StartTime: 0, EndTime: 180 };
  const answer = { MetricDataResults: [{ Id: 'invocations', Timestamps: [0, 120], Values: [3, 5] }] };
  const metrics = parseFunctionMetrics(window, '1 h', answer);
  expect(metrics.times).toEqual([0, 60, 120]);
  expect(metrics.invocations).toEqual([3, undefined, 5]);
  expect(metrics.errors).toEqual([undefined, undefined, undefined]);
});
