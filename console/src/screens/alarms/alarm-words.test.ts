import { describe, expect, test } from 'vitest';
import {
  alarmDataInput,
  describeAction,
  describeCondition,
  describeMetrics,
  describeMissing,
  parseAlarmData,
  type MetricAlarm,
} from './alarm-words.ts';

const simple: MetricAlarm = {
  AlarmName: 'errors',
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: 'checkout' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};

const math: MetricAlarm = {
  AlarmName: 'rate',
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  Metrics: [
    { Id: 'rate', Expression: '100 * errors / calls', ReturnData: true },
    {
      Id: 'errors',
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' }, Period: 300, Stat: 'Sum' },
    },
    {
      Id: 'calls',
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'Invocations' }, Period: 300, Stat: 'Sum' },
    },
  ],
};

describe('an alarm', () => {
  test('is told as what it looks at, how often, and against what', () => {
    expect(describeCondition(simple)).toBe('Sum of Errors > 0, over 1 min');
    expect(describeCondition(math)).toBe('100 * errors / calls ≥ 5, in 2 of 3 periods of 5 min');
    expect(describeMetrics(simple)).toEqual(['AWS/Lambda Errors, FunctionName=checkout']);
    expect(describeMetrics(math)).toEqual(['AWS/Lambda Errors', 'AWS/Lambda Invocations']);
    expect([simple, math].map(describeMissing)).toEqual(['count as good', 'leave the state as it is']);
  });

  test('is drawn by the line that is held against the threshold, with gaps where there is no data', () => {
    const window = { from: 0, to: 900 };
    expect(alarmDataInput(math, window)).toMatchObject({ StartTime: 0, EndTime: 900, MetricDataQueries: math.Metrics });
    const results = [
      { Id: 'errors', Timestamps: [0], Values: [9] },
      { Id: 'rate', Timestamps: [0, 600], Values: [1, 7] },
    ];
    expect(parseAlarmData(math, { MetricDataResults: results })).toEqual({
      times: [0, 300, 600],
      values: [1, undefined, 7],
    });
  });

  test('without a metric has no chart', () => {
    expect(alarmDataInput({ AlarmName: 'none' }, { from: 0, to: 60 })).toBeUndefined();
  });

  test('names whom it tells by service and name', () => {
    expect(describeAction('arn:aws:sns:us-east-1:000000000000:oncall')).toBe('sns oncall');
    expect(describeAction('oncall')).toBe('oncall');
  });
});
