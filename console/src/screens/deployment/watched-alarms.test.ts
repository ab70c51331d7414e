import { describe, expect, test } from 'vitest';
import { namesInRule, placeThreshold, shortAlarmName, type MetricAlarm } from './watched-alarms.ts';

const place = (metricAlarm: MetricAlarm) =>
  placeThreshold({ name: 'canary', state: 'OK', reason: '', isPart: false, metricAlarm });

const onLambda = { Namespace: 'AWS/Lambda', ComparisonOperator: 'GreaterThanThreshold' } as const;

describe('a threshold', () => {
  test('of errors stands on the chart of errors, counted by the minute', () => {
    const errors = { ...onLambda, MetricName: 'Errors', Statistic: 'Sum', Threshold: 10 } as const;
    expect(place({ ...errors, Period: 60 })).toMatchObject({ chart: 'errors', value: 10, label: 'canary > 10' });
    expect(place({ ...errors, Period: 300 })).toMatchObject({
      chart: 'errors',
      value: 2,
      label: 'canary > 10 in 5 min',
    });
  });

  test('of a duration stands on the chart of durations', () => {
    expect(place({ ...onLambda, MetricName: 'Duration', ExtendedStatistic: 'p99', Threshold: 500 })).toMatchObject({
      chart: 'duration',
      value: 500,
      label: 'canary > 500 ms',
    });
  });

  test('of a rate stands on the chart of rates, in percent', () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName }, Period: 60, Stat: 'Sum' },
    });
    const inputs = [metric('e', 'Errors'), metric('i', 'Invocations')];
    const rate = (Expression: string, Threshold: number): MetricAlarm => ({
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold,
      Metrics: [{ Id: 'rate', Expression, ReturnData: true }, ...inputs],
    });
    expect(place(rate('100 * e / i', 5))).toMatchObject({ chart: 'errorRate', value: 5, label: 'canary > 5 %' });
    expect(place(rate('e / i', 0.05))).toMatchObject({ chart: 'errorRate', value: 5, label: 'canary > 5 %' });
  });

  test('of something else stands on none', () => {
    expect(place({ ...onLambda, MetricName: 'Throttles', Statistic: 'Sum', Threshold: 1 })).toBeUndefined();
    expect(place({ Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Threshold: 1 })).toBeUndefined();
  });
});

describe('names of alarms', () => {
  test('are found in the rule of a composite one', () => {
    expect(namesInRule('ALARM(errors) OR NOT OK("slow ones") AND ALARM(arn:aws:cloudwatch:x:1:alarm:p99)')).toEqual([
      'errors',
      'slow ones',
      'p99',
    ]);
  });

  test('that CloudFormation made are shortened', () => {
    expect(shortAlarmName('checkout-prod-CanaryErrorsAlarm-kuMkxy40g4EG')).toBe('CanaryErrorsAlarm');
    expect(shortAlarmName('checkout-errors')).toBe('checkout-errors');
  });
});
