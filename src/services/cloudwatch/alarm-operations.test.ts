import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import { arnOf, openAlarms, simpleAlarm, topicArn, watcherArn, type AlarmFixture } from './alarm.fixture.ts';

type PutInput = CloudwatchOperations['PutMetricAlarm']['input'];

let alarms: AlarmFixture;

beforeEach(async () => {
  alarms = await openAlarms();
});
afterEach(async () => alarms[Symbol.asyncDispose]());

const metricStat = (Period = 60) => ({ Metric: { Namespace: 'ns', MetricName: 'm' }, Period, Stat: 'Sum' });
const { MetricName: _m, Namespace: _n, Statistic: _s, Period: _p, ...withoutMetric } = simpleAlarm;

describe('PutMetricAlarm', () => {
  test.each<[string, Partial<PutInput>, string]>([
    ['a period off the grid', { Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [
      'more datapoints than periods',
      { DatapointsToAlarm: 2 },
      'DatapointsToAlarm must be less than or equal to EvaluationPeriods',
    ],
    [
      'more than a day',
      { EvaluationPeriods: 1441 },
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600',
    ],
    [
      'more than a week',
      { Period: 86_400, EvaluationPeriods: 8 },
      'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600',
    ],
    ['no metric', { MetricName: undefined }, 'MetricName must not be null'],
    ['no period', { Period: undefined }, 'Period must not be null'],
    ['no threshold', { Threshold: undefined }, 'Threshold must not be null'],
    [
      'a threshold that is no number',
      { Threshold: Number.NaN },
      'The value NaN for parameter Threshold is not supported.',
    ],
    [
      'two statistics',
      { ExtendedStatistic: 'p99' },
      'Exactly one of Statistic and ExtendedStatistic must be specified.',
    ],
    [
      'an unknown statistic',
      { Statistic: undefined, ExtendedStatistic: 'p101' },
      'The value p101 for parameter ExtendedStatistic is not supported.',
    ],
    [
      'an unknown treatment',
      { TreatMissingData: 'guess' },
      'The value guess is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].',
    ],
    ['no ARN', { AlarmActions: ['told'] }, 'Invalid arn syntax: told'],
    [
      'a topic elsewhere',
      { OKActions: [topicArn.replace('us-east-1', 'eu-west-1')] },
      'Invalid region eu-west-1 specified. Only us-east-1 is supported.',
    ],
    [
      'an anomaly band',
      { ComparisonOperator: 'GreaterThanUpperThreshold' },
      'Serin does not support anomaly detection: ComparisonOperator GreaterThanUpperThreshold cannot be evaluated.',
    ],
    [
      'windows on the clock',
      { EvaluationWindow: { WallClockWindow: {} } },
      'Serin evaluates alarms over a SlidingWindow; it does not support WallClockWindow.',
    ],
    [
      'a warm-up',
      { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 1 } },
      'Serin does not support WarmUpConfiguration of an alarm.',
    ],
    [
      'a metric and a list',
      { Metrics: [{ Id: 'm1', MetricStat: metricStat() }] },
      'MetricName must not be specified together with Metrics.',
    ],
  ])('refuses %s', async (_, changes, message) => {
    await expect(alarms.call('PutMetricAlarm', { ...simpleAlarm, ...changes })).rejects.toMatchObject({
      type: 'ValidationException',
      message,
    });
  });

  test.each<[string, NonNullable<PutInput['Metrics']>, string]>([
    [
      'nothing that is returned',
      [{ Id: 'm1', MetricStat: metricStat(), ReturnData: false }],
      'Exactly one element of the metrics list should return data.',
    ],
    [
      'two that are returned',
      [
        { Id: 'm1', MetricStat: metricStat() },
        { Id: 'e1', Expression: 'm1' },
      ],
      'Exactly one element of the metrics list should return data.',
    ],
    [
      'two periods',
      [
        { Id: 'm1', MetricStat: metricStat(), ReturnData: false },
        { Id: 'm2', MetricStat: metricStat(300) },
      ],
      'All elements of the metrics list must have the same period.',
    ],
    ['no period', [{ Id: 'e1', Expression: '1' }], 'Period must not be null'],
    [
      'one id twice',
      [
        { Id: 'm1', MetricStat: metricStat(), ReturnData: false },
        { Id: 'm1', MetricStat: metricStat() },
      ],
      'The values for parameter Id in the metrics list are not unique.',
    ],
    [
      'a name that nothing has',
      [
        { Id: 'm1', MetricStat: metricStat(), ReturnData: false },
        { Id: 'e1', Expression: 'm1 / m2' },
      ],
      "Error in expression 'e1': Undefined variable m2",
    ],
    [
      'a circle',
      [
        { Id: 'm1', MetricStat: metricStat(), ReturnData: false },
        { Id: 'e1', Expression: 'e2 + m1' },
        { Id: 'e2', Expression: 'e1', ReturnData: false },
      ],
      "Error in expression 'e1': it refers to itself",
    ],
    [
      'metrics of others',
      [{ Id: 'm1', MetricStat: metricStat(), AccountId: '111111111111' }],
      'Serin does not read metrics of another account: AccountId 111111111111 of m1.',
    ],
  ])('refuses a list with %s', async (_, Metrics, message) => {
    await expect(alarms.call('PutMetricAlarm', { ...withoutMetric, Metrics })).rejects.toMatchObject({ message });
  });

  test('puts a whole definition in the place of another, and keeps tags and state', async () => {
    await alarms.call('PutMetricAlarm', {
      ...simpleAlarm,
      TreatMissingData: 'ignore',
      Tags: [{ Key: 'a', Value: '1' }],
    });
    await alarms.call('SetAlarmState', { AlarmName: 'high', StateValue: 'OK', StateReason: 'by hand' });
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, Threshold: 5, Tags: [{ Key: 'b', Value: '2' }] });
    const { MetricAlarms: [alarm] = [] } = await alarms.call('DescribeAlarms', {});
    expect(alarm).toMatchObject({ Threshold: 5, StateValue: 'OK', StateReason: 'by hand' });
    expect(alarm).not.toHaveProperty('TreatMissingData');
    expect(await alarms.call('ListTagsForResource', { ResourceARN: arnOf('high') })).toEqual({
      Tags: [{ Key: 'a', Value: '1' }],
    });
  });

  test('takes no name that a composite alarm has', async () => {
    await alarms.call('PutCompositeAlarm', { AlarmName: 'high', AlarmRule: 'FALSE' });
    await expect(alarms.call('PutMetricAlarm', simpleAlarm)).rejects.toMatchObject({ type: 'ValidationException' });
  });

  test('shows a list of metrics as it was given', async () => {
    const Metrics = [
      { Id: 'm1', MetricStat: metricStat(), ReturnData: false },
      { Id: 'e1', Expression: 'm1 * 2', Label: 'twice', ReturnData: true },
    ];
    await alarms.call('PutMetricAlarm', { ...withoutMetric, Metrics });
    const { MetricAlarms: [alarm] = [] } = await alarms.call('DescribeAlarms', {});
    expect(alarm?.Metrics).toMatchObject(Metrics);
    expect(alarm).not.toHaveProperty('MetricName');
  });
});

describe('PutCompositeAlarm', () => {
  test.each([
    ['a rule that cannot be read', { AlarmRule: '()' }, "Error in AlarmRule [Unsupported token ')' at char 1]"],
    [
      'space around the rule',
      { AlarmRule: ' TRUE' },
      'AlarmRule must not contain leading or trailing whitespace or be null',
    ],
    [
      'a suppressor without periods',
      { AlarmRule: 'TRUE', ActionsSuppressor: 'x' },
      'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must be specified together with ActionsSuppressor',
    ],
    [
      'actions on instances',
      { AlarmRule: 'TRUE', AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] },
      'Composite alarms do not support actions of this kind: arn:aws:automate:us-east-1:ec2:stop',
    ],
  ])('refuses %s', async (_, input, message) => {
    const put = alarms.call('PutCompositeAlarm', { AlarmName: 'all', ...input });
    await expect(put).rejects.toMatchObject({ type: 'ValidationException', message });
  });
});

describe('DescribeAlarms', () => {
  beforeEach(async () => {
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, AlarmName: 'team-a/errors', AlarmActions: [topicArn] });
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, AlarmName: 'team-a/latency' });
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, AlarmName: 'team-b', OKActions: [watcherArn] });
    const AlarmRule = 'ALARM(team-a/errors) OR ALARM(team-b)';
    await alarms.call('PutCompositeAlarm', { AlarmName: 'both', AlarmRule });
    await alarms.call('SetAlarmState', { AlarmName: 'team-b', StateValue: 'ALARM', StateReason: 'by hand' });
  });

  const names = async (input: CloudwatchOperations['DescribeAlarms']['input']): Promise<(string | undefined)[]> => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await alarms.call('DescribeAlarms', input);
    return [...CompositeAlarms, ...MetricAlarms].map(({ AlarmName }) => AlarmName);
  };

  test.each<[string, CloudwatchOperations['DescribeAlarms']['input'], string[]]>([
    ['metric alarms alone', {}, ['team-a/errors', 'team-a/latency', 'team-b']],
    [
      'both kinds when asked',
      { AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] },
      ['both', 'team-a/errors', 'team-a/latency', 'team-b'],
    ],
    ['composite alarms when asked', { AlarmTypes: ['CompositeAlarm'] }, ['both']],
    ['those of names', { AlarmNames: ['team-b', 'nobody', 'both'] }, ['team-b']],
    ['those of a prefix', { AlarmNamePrefix: 'team-a/' }, ['team-a/errors', 'team-a/latency']],
    ['those in a state', { StateValue: 'ALARM' }, ['team-b']],
    ['those with an action', { ActionPrefix: 'arn:aws:sns:' }, ['team-a/errors']],
    ['children', { ChildrenOfAlarmName: 'both' }, ['team-a/errors', 'team-b']],
    ['parents', { ParentsOfAlarmName: 'team-b' }, ['both']],
  ])('tells %s', async (_, input, wanted) => expect(await names(input)).toEqual(wanted));

  test('tells a page at a time', async () => {
    const first = await alarms.call('DescribeAlarms', { MaxRecords: 2 });
    expect(first.MetricAlarms).toHaveLength(2);
    const second = await alarms.call('DescribeAlarms', { MaxRecords: 2, NextToken: first.NextToken });
    expect(second.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(['team-b']);
    expect(second.NextToken).toBeUndefined();
    await expect(alarms.call('DescribeAlarms', { NextToken: '!' })).rejects.toMatchObject({ type: 'InvalidNextToken' });
  });

  test('tells of relatives only who they are', async () => {
    const { MetricAlarms } = await alarms.call('DescribeAlarms', { ChildrenOfAlarmName: 'both' });
    expect(Object.keys(MetricAlarms?.[0] ?? {})).toEqual([
      'AlarmName',
      'AlarmArn',
      'StateValue',
      'StateUpdatedTimestamp',
    ]);
    await expect(names({ ChildrenOfAlarmName: 'both', StateValue: 'OK' })).rejects.toThrow('StateValue must not be');
    await expect(names({ ChildrenOfAlarmName: 'nobody' })).rejects.toMatchObject({ type: 'ResourceNotFound' });
  });

  test('refuses names together with a prefix', async () => {
    await expect(names({ AlarmNames: ['a'], AlarmNamePrefix: 'a' })).rejects.toMatchObject({
      type: 'ValidationException',
    });
  });
});

describe('the other operations', () => {
  test('DescribeAlarmsForMetric finds the metric by its whole set of dimensions', async () => {
    const Dimensions = [
      { Name: 'a', Value: '1' },
      { Name: 'b', Value: '2' },
    ];
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, Dimensions });
    const find = async (more: object) =>
      (await alarms.call('DescribeAlarmsForMetric', { Namespace: 'ns', MetricName: 'm', ...more })).MetricAlarms
        ?.length;
    expect(await find({ Dimensions: Dimensions.toReversed() })).toBe(1);
    expect(await find({ Dimensions: Dimensions.slice(1) })).toBe(0);
    expect(await find({})).toBe(0);
    expect(await find({ Dimensions, Statistic: 'Average' })).toBe(0);
    expect(await find({ Dimensions, Statistic: 'Sum', Period: 60 })).toBe(1);
  });

  test('DescribeAlarmHistory tells pages in either direction, by kind and by time', async () => {
    await alarms.call('PutMetricAlarm', simpleAlarm);
    for (const StateValue of ['ALARM', 'OK', 'ALARM'] as const) {
      await alarms.advance(1000);
      await alarms.call('SetAlarmState', { AlarmName: 'high', StateValue, StateReason: 'by hand' });
    }
    const read = async (input: CloudwatchOperations['DescribeAlarmHistory']['input']) => {
      const seen: (string | undefined)[] = [];
      for (let NextToken: string | undefined; ;) {
        const page = await alarms.call('DescribeAlarmHistory', { ...input, MaxRecords: 2, NextToken });
        seen.push(...(page.AlarmHistoryItems ?? []).map(({ HistorySummary }) => HistorySummary));
        NextToken = page.NextToken;
        if (NextToken === undefined) return seen;
      }
    };
    const inOrder = [
      'Alarm "high" created',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
    ];
    expect(await read({ AlarmName: 'high', ScanBy: 'TimestampAscending' })).toEqual(inOrder);
    expect(await read({})).toEqual(inOrder.toReversed());
    expect(await read({ HistoryItemType: 'ConfigurationUpdate' })).toEqual(inOrder.slice(0, 1));
    const StartDate = new Date(alarms.clock.now() - 1000);
    expect(await read({ StartDate, ScanBy: 'TimestampAscending' })).toEqual(inOrder.slice(2));
    expect(await read({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
  });

  test('the data of a change of state holds both states', async () => {
    await alarms.call('PutMetricAlarm', simpleAlarm);
    const StateReasonData = '{"why":1.0}';
    await alarms.call('SetAlarmState', {
      AlarmName: 'high',
      StateValue: 'ALARM',
      StateReason: 'by hand',
      StateReasonData,
    });
    const { AlarmHistoryItems: [item] = [] } = await alarms.call('DescribeAlarmHistory', {
      HistoryItemType: 'StateUpdate',
    });
    expect(item?.HistoryData).toBe(
      '{"version":"1.0","oldState":{"stateValue":"INSUFFICIENT_DATA","stateReason":"Unchecked: Initial alarm creation"},"newState":{"stateValue":"ALARM","stateReason":"by hand","stateReasonData":{"why":1.0}}}',
    );
  });

  test('SetAlarmState knows no alarm that is not there', async () => {
    const set = alarms.call('SetAlarmState', { AlarmName: 'nobody', StateValue: 'OK', StateReason: '' });
    await expect(set).rejects.toMatchObject({ type: 'ResourceNotFound', message: '' });
  });

  test('DeleteAlarms passes over unknown names, and takes one composite alarm at the most', async () => {
    for (const AlarmName of ['one', 'two']) await alarms.call('PutCompositeAlarm', { AlarmName, AlarmRule: 'FALSE' });
    await expect(alarms.call('DeleteAlarms', { AlarmNames: ['one', 'two'] })).rejects.toMatchObject({
      type: 'ValidationException',
    });
    await alarms.call('DeleteAlarms', { AlarmNames: ['one', 'nobody'] });
    expect((await alarms.describe('one')).value).toBeUndefined();
    expect((await alarms.describe('two')).value).toBeDefined();
  });

  test('of two who change an alarm at once neither is lost', async () => {
    await alarms.call('PutMetricAlarm', simpleAlarm);
    const tag = (Key: string) => alarms.call('TagResource', { ResourceARN: arnOf('high'), Tags: [{ Key, Value: '' }] });
    await Promise.all(['a', 'b', 'c', 'd'].map(tag));
    expect((await alarms.call('ListTagsForResource', { ResourceARN: arnOf('high') })).Tags).toHaveLength(4);
    await expect(
      alarms.call('TagResource', { ResourceARN: arnOf('nobody'), Tags: [{ Key: 'a', Value: '' }] }),
    ).rejects.toMatchObject({ type: 'ResourceNotFoundException' });
  });
});
