import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../aws/api-error.ts';
import { openAlarms, simpleAlarm, steadyAlarm, topicArn, watcherArn, type AlarmFixture } from './alarm.fixture.ts';

const minuteMs = 60_000;
let alarms: AlarmFixture;

beforeEach(async () => {
  alarms = await openAlarms();
});
afterEach(async () => alarms[Symbol.asyncDispose]());

const summaries = async (AlarmName: string): Promise<(string | undefined)[]> =>
  (
    (await alarms.call('DescribeAlarmHistory', { AlarmName, ScanBy: 'TimestampAscending' })).AlarmHistoryItems ?? []
  ).map(({ HistorySummary }) => HistorySummary);

describe('a metric alarm', () => {
  test('is evaluated each minute, though nobody asks', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', simpleAlarm);
    await alarms.measure([alarms.clock.now(), 2]);
    await alarms.advance(minuteMs - 1);
    expect((await alarms.describe('high')).value).toBe('INSUFFICIENT_DATA');
    await alarms.advance(1);
    expect((await alarms.describe('high')).value).toBe('ALARM');
    expect(await summaries('high')).toEqual(['Alarm "high" created', 'Alarm updated from INSUFFICIENT_DATA to ALARM']);
  });

  test('of ten seconds is evaluated every ten seconds', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, Period: 10 });
    await alarms.measure([alarms.clock.now() + 1000, 2]);
    await alarms.advance(10_000);
    expect((await alarms.describe('high')).value).toBe('ALARM');
  });

  test('of five minutes looks back five minutes from each minute', async () => {
    alarms.run();
    const startMs = alarms.clock.now();
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, Period: 300, Threshold: 3, EvaluationPeriods: 1 });
    // Two and two, on either side of a full five minutes: no window on the clock's grid has both.
    await alarms.measure([startMs + 4 * minuteMs, 2], [startMs + 6 * minuteMs, 2]);
    await alarms.advance(5 * minuteMs);
    expect((await alarms.describe('high')).value).toBe('OK');
    await alarms.advance(2 * minuteMs);
    expect((await alarms.describe('high')).value).toBe('ALARM');
  });

  test('each evaluation has its turn when the clock leaps', async () => {
    alarms.run();
    const startMs = alarms.clock.now();
    await alarms.call('PutMetricAlarm', simpleAlarm);
    await alarms.measure([startMs, 2], [startMs + minuteMs, 0], [startMs + 2 * minuteMs, 2]);
    await alarms.advance(4 * minuteMs);
    const states = (await summaries('high')).filter((summary) => summary?.startsWith('Alarm updated'));
    expect(states).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
    ]);
  });

  test('set by hand comes back with the next evaluation that differs', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', simpleAlarm);
    await alarms.measure([alarms.clock.now(), 0]);
    await alarms.advance(minuteMs);
    await alarms.call('SetAlarmState', { AlarmName: 'high', StateValue: 'ALARM', StateReason: 'by hand' });
    expect(await alarms.describe('high')).toEqual({ value: 'ALARM', reason: 'by hand' });
    await alarms.advance(minuteMs);
    expect((await alarms.describe('high')).value).toBe('OK');
  });

  test('keeps its state when it is defined anew, until the next evaluation', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', simpleAlarm);
    await alarms.measure([alarms.clock.now(), 2]);
    await alarms.advance(minuteMs);
    await alarms.call('PutMetricAlarm', { ...simpleAlarm, Threshold: 10 });
    expect((await alarms.describe('high')).value).toBe('ALARM');
    await alarms.advance(minuteMs);
    expect((await alarms.describe('high')).value).toBe('OK');
  });

  test('can watch an expression', async () => {
    alarms.run();
    const MetricStat = { Metric: { Namespace: 'ns', MetricName: 'm' }, Period: 60, Stat: 'Sum' };
    const { AlarmName, Threshold, EvaluationPeriods, ComparisonOperator } = simpleAlarm;
    await alarms.call('PutMetricAlarm', {
      AlarmName,
      Threshold,
      EvaluationPeriods,
      ComparisonOperator,
      Metrics: [
        { Id: 'm1', MetricStat, ReturnData: false },
        { Id: 'e1', Expression: 'FILL(m1, 0) * 10', Label: 'tenfold', ReturnData: true },
      ],
    });
    await alarms.advance(minuteMs);
    expect((await alarms.describe('high')).value).not.toBe('ALARM');
    await alarms.measure([alarms.clock.now(), 0.5]);
    await alarms.advance(minuteMs);
    expect(await alarms.describe('high')).toMatchObject({ value: 'ALARM', reason: expect.stringContaining('[5.0 (') });
  });
});

describe('the actions of an alarm', () => {
  const acting = { ...steadyAlarm, AlarmActions: [topicArn, watcherArn], OKActions: [topicArn] };
  const toAlarm = { AlarmName: 'high', StateValue: 'ALARM', StateReason: 'by hand' } as const;

  test('are carried out once for a change, and stand in the history', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', acting);
    await alarms.call('SetAlarmState', toAlarm);
    await alarms.call('SetAlarmState', toAlarm);
    await alarms.advance(0);
    expect(alarms.told.published).toMatchObject([
      { TopicArn: topicArn, Subject: 'ALARM: "high" in US East (N. Virginia)' },
    ]);
    expect(alarms.told.invoked).toMatchObject([{ FunctionName: watcherArn }]);
    expect(await summaries('high')).toEqual([
      'Alarm "high" created',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      `Successfully executed action ${topicArn}`,
      `Successfully executed action ${watcherArn}`,
    ]);
  });

  test('come in the order of the changes', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', acting);
    for (const StateValue of ['ALARM', 'OK', 'ALARM', 'OK'] as const)
      await alarms.call('SetAlarmState', { ...toAlarm, StateValue });
    await alarms.advance(0);
    const values = alarms.told.published.map(({ Message }) => JSON.parse(Message ?? '').NewStateValue);
    expect(values).toEqual(['ALARM', 'OK', 'ALARM', 'OK']);
  });

  test('are not made up for once they are enabled again', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', acting);
    await alarms.call('DisableAlarmActions', { AlarmNames: ['high'] });
    await alarms.call('SetAlarmState', toAlarm);
    await alarms.call('EnableAlarmActions', { AlarmNames: ['high'] });
    await alarms.advance(minuteMs);
    expect((await alarms.describe('high')).value).toBe('ALARM');
    expect(alarms.told.published).toEqual([]);
  });

  test('that were saved before a crash are carried out by the next start', async () => {
    await alarms.call('PutMetricAlarm', acting);
    await alarms.call('SetAlarmState', toAlarm);
    await alarms.restart();
    alarms.run();
    await alarms.advance(0);
    expect(alarms.told.published).toHaveLength(1);
    expect(alarms.told.invoked).toHaveLength(1);
    await alarms.restart();
    alarms.run();
    await alarms.advance(minuteMs);
    expect(alarms.told.published).toHaveLength(1);
  });

  test('that were begun before a crash are made again under the same request ID, and lose nothing', async () => {
    const requestIds: string[] = [];
    alarms.run({
      lambda: {
        async Invoke(_, { requestId }) {
          requestIds.push(requestId);
          throw new Error('the process ends here');
        },
      },
      sns: { Publish: async () => ({ MessageId: 'message' }) },
    });
    await alarms.call('PutMetricAlarm', acting);
    await alarms.call('SetAlarmState', toAlarm);
    await alarms.advance(0);
    await alarms.restart();
    alarms.run();
    await alarms.advance(0);
    expect(alarms.told.published).toEqual([]);
    expect(alarms.told.invoked.map(({ requestId }) => requestId)).toEqual(requestIds);
  });

  test('that are refused, or of a kind that Serin lacks, stand in the history as failed', async () => {
    const instance = 'arn:aws:automate:us-east-1:ec2:stop';
    alarms.run({
      sns: {
        Publish: async () => {
          throw new ApiError('NotFoundException', 'Topic does not exist');
        },
      },
    });
    await alarms.call('PutMetricAlarm', { ...steadyAlarm, AlarmActions: [topicArn, instance] });
    await alarms.call('SetAlarmState', toAlarm);
    await alarms.advance(0);
    const { AlarmHistoryItems = [] } = await alarms.call('DescribeAlarmHistory', {
      AlarmName: 'high',
      HistoryItemType: 'Action',
      ScanBy: 'TimestampAscending',
    });
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      `Failed to execute action ${topicArn}`,
      `Failed to execute action ${instance}`,
    ]);
    expect(AlarmHistoryItems.map(({ HistoryData }) => JSON.parse(HistoryData ?? '').error)).toEqual([
      'NotFoundException: Topic does not exist',
      `Serin does not carry out actions of automate: ${instance}`,
    ]);
  });

  test('that fail by themselves are tried again, and given up after the fifth time', async () => {
    let attempts = 0;
    alarms.run({
      sns: {
        Publish: async () => {
          attempts += 1;
          throw new Error('the network is away');
        },
      },
    });
    await alarms.call('PutMetricAlarm', { ...steadyAlarm, AlarmActions: [topicArn] });
    await alarms.call('SetAlarmState', toAlarm);
    for (let tick = 0; tick < 10; tick += 1) await alarms.advance(10_000);
    expect(attempts).toBe(5);
    expect((await summaries('high')).at(-1)).toBe(`Failed to execute action ${topicArn}`);
  });

  test('are told to the event bus too', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', simpleAlarm);
    await alarms.call('SetAlarmState', toAlarm);
    await alarms.call('DeleteAlarms', { AlarmNames: ['high'] });
    await alarms.advance(0);
    expect(
      alarms.told.events.map(({ DetailType, Detail }) => [DetailType, JSON.parse(Detail ?? '').operation]),
    ).toEqual([
      ['CloudWatch Alarm Configuration Change', 'create'],
      ['CloudWatch Alarm State Change', undefined],
      ['CloudWatch Alarm Configuration Change', 'delete'],
    ]);
  });
});

describe('history', () => {
  test('is forgotten after two weeks', async () => {
    alarms.run();
    await alarms.call('PutMetricAlarm', simpleAlarm);
    await alarms.call('DeleteAlarms', { AlarmNames: ['high'] });
    const dayMs = 86_400_000;
    // Moved on without the runner, whose every tick would be two hundred thousand.
    await alarms.restart();
    await alarms.clock.advance(13 * dayMs);
    expect(await summaries('high')).toEqual(['Alarm "high" created', 'Alarm "high" deleted']);
    await alarms.clock.advance(2 * dayMs);
    expect(await summaries('high')).toEqual([]);
  });
});
