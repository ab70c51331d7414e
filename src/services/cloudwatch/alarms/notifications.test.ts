import { expect, test } from 'vitest';
import type { MetricAlarm } from '../resources/alarm.ts';
import { describeFunctionEvent, describeStateChange, describeTopicNotice, type StateNotice } from './notifications.ts';

const atMs = Date.UTC(2025, 2, 1, 12, 35, 10, 123);
const alarm: MetricAlarm = {
  kind: 'metric',
  owner: { region: 'eu-west-1', account: '000000000000' },
  name: 'Canary "Errors"',
  actionsEnabled: true,
  okActions: [],
  alarmActions: ['arn:aws:sns:eu-west-1:000000000000:told'],
  insufficientDataActions: [],
  tags: [],
  configuredAt: atMs - 60_000,
  state: { value: 'ALARM', reason: 'Threshold Crossed', reasonData: '{}', updatedAt: atMs, transitionedAt: atMs },
  source: {
    kind: 'metric',
    id: '30b6c6b2-a864-43a2-4877-c09a1afc3b87',
    metric: {
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: [{ name: 'FunctionName', value: 'fn' }],
      periodSeconds: 60,
      statistic: 'SampleCount',
    },
  },
  evaluationPeriods: 2,
  threshold: 0,
  comparisonOperator: 'GreaterThanThreshold',
};
const previous = { value: 'OK', reason: 'before', updatedAt: atMs - 5000, transitionedAt: atMs - 5000 } as const;
const notice: StateNotice = { alarm, previous };

test('a topic is told in AWS’s words and order', () => {
  expect(describeTopicNotice(notice)).toEqual({
    subject: 'ALARM: "Canary "Errors"" in EU (Ireland)',
    message:
      '{"AlarmName":"Canary \\"Errors\\"","AlarmDescription":null,"AWSAccountId":"000000000000","AlarmConfigurationUpdatedTimestamp":"2025-03-01T12:34:10.123+0000","NewStateValue":"ALARM","NewStateReason":"Threshold Crossed","StateChangeTime":"2025-03-01T12:35:10.123+0000","Region":"EU (Ireland)","AlarmArn":"arn:aws:cloudwatch:eu-west-1:000000000000:alarm:Canary \\"Errors\\"","OldStateValue":"OK","OKActions":[],"AlarmActions":["arn:aws:sns:eu-west-1:000000000000:told"],"InsufficientDataActions":[],"ActionExecutedAfterMuteWindow":false,"Trigger":{"MetricName":"Errors","Namespace":"AWS/Lambda","StatisticType":"Statistic","Statistic":"SAMPLE_COUNT","Unit":null,"Dimensions":[{"value":"fn","name":"FunctionName"}],"Period":60,"EvaluationPeriods":2,"ComparisonOperator":"GreaterThanThreshold","Threshold":0.0,"TreatMissingData":"","EvaluateLowSampleCountPercentile":""}}',
  });
});

test('a long name leaves a subject of a hundred characters', () => {
  const long = { ...notice, alarm: { ...alarm, name: 'x'.repeat(255) } };
  expect(describeTopicNotice(long).subject).toHaveLength(100);
});

test('a percentile and an expression are told in their own way', () => {
  const percentile = {
    ...alarm.source,
    metric: { ...(alarm.source.kind === 'metric' && alarm.source.metric), statistic: 'p99' },
  };
  const one = { ...notice, alarm: { ...alarm, source: percentile as MetricAlarm['source'] } };
  expect(JSON.parse(describeTopicNotice(one).message).Trigger).toMatchObject({
    StatisticType: 'ExtendedStatistic',
    ExtendedStatistic: 'p99',
  });
  const source = {
    kind: 'queries',
    queries: [{ id: 'e1', expression: '1 + m1', periodSeconds: 60, returnData: true }],
  } as const;
  const { Trigger } = JSON.parse(describeTopicNotice({ ...notice, alarm: { ...alarm, source } }).message);
  expect(Trigger.Metrics).toEqual([{ Expression: '1 + m1', Id: 'e1', ReturnData: true }]);
  expect(Trigger).not.toHaveProperty('MetricName');
});

test('a function and the event bus are told the same change', () => {
  const change = {
    alarmName: 'Canary "Errors"',
    state: { value: 'ALARM', reason: 'Threshold Crossed', reasonData: '{}', timestamp: '2025-03-01T12:35:10.123+0000' },
    previousState: { value: 'OK', reason: 'before', timestamp: '2025-03-01T12:35:05.123+0000' },
    configuration: {
      metrics: [
        {
          id: '30b6c6b2-a864-43a2-4877-c09a1afc3b87',
          metricStat: {
            metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'fn' } },
            period: 60,
            stat: 'SampleCount',
          },
          returnData: true,
        },
      ],
    },
  };
  expect(describeStateChange(notice)).toEqual(change);
  expect(describeFunctionEvent(notice)).toEqual({
    source: 'aws.cloudwatch',
    alarmArn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:Canary "Errors"',
    accountId: '000000000000',
    time: '2025-03-01T12:35:10.123+0000',
    region: 'eu-west-1',
    alarmData: change,
  });
});
