/** Alarms: as they were put, set and evaluated. What they published is read from their history. */
import { CloudWatchServiceException, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { packageOf } from '../../../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform } from '../../../../src/testing/index.ts';
import { recordSuccess } from '../record.ts';
import type { RecordedItems } from '../snapshot.ts';
import { CloudWatchReplay, protocolNames, type ProtocolName } from './case.ts';

export interface AlarmScenario {
  /** `Class::test[parameters]`, as recorded. */
  readonly name: string;
  readonly protocol: ProtocolName;
  readonly run: (replay: AlarmReplay) => Promise<void>;
}

const test = (name: string, run: AlarmScenario['run']): AlarmScenario => ({
  name: `TestCloudwatch::${name}`,
  protocol: 'json',
  run,
});

const inEachProtocol = (name: string, run: AlarmScenario['run']): readonly AlarmScenario[] =>
  protocolNames.map((protocol) => ({ name: `TestCloudwatch::${name}[${protocol}]`, protocol, run }));

/** The first difference between a case as recorded and as replayed; `undefined`: they are equal. */
export async function findAlarmDifference(
  { protocol, run }: AlarmScenario,
  recorded: RecordedItems,
): Promise<string | undefined> {
  await using platform = await startTestPlatform({ runtimes: 'any' });
  const replay = new AlarmReplay(platform, recorded, protocol);
  await run(replay);
  return replay.findDifference();
}

const AlarmName = 'recorded-alarm';

class AlarmReplay extends CloudWatchReplay {
  topic(name: string): string {
    return `arn:aws:sns:${this.platform.region}:${this.platform.account}:${name}`;
  }

  arn(name = AlarmName): string {
    return `arn:aws:cloudwatch:${this.platform.region}:${this.platform.account}:alarm:${name}`;
  }

  putAlarm(input: Partial<PutMetricAlarmCommandInput>): Promise<object> {
    const rule = { EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' } as const;
    return this.cloudwatch.putMetricAlarm({ AlarmName, Namespace: 'recorded/alarms', ...rule, ...input });
  }

  async set(StateValue: 'OK' | 'ALARM', StateReason: string, name = AlarmName): Promise<void> {
    await this.cloudwatch.setAlarmState({ AlarmName: name, StateValue, StateReason });
    await this.platform.advance(1000);
  }

  /** `DescribeAlarms` as an item, without what the recording's client had no word for. */
  async describeItem(name: string): Promise<void> {
    const { LogAlarms: _, ...output } = await this.cloudwatch.describeAlarms({ AlarmNames: [AlarmName] });
    this.item(name, recordSuccess(output));
  }

  async compositeItem(name: string): Promise<void> {
    const { CompositeAlarms: [alarm] = [] } = await this.cloudwatch.describeAlarms({
      AlarmNames: ['composite'],
      AlarmTypes: ['CompositeAlarm'],
    });
    this.item(name, alarm);
  }

  async tagsItem(name: string, ResourceARN = this.arn()): Promise<void> {
    this.item(name, recordSuccess(await this.cloudwatch.listTagsForResource({ ResourceARN })));
  }

  /** What the last action sent; without what AWS says only since it can mute alarms, if it was recorded before. */
  async publishedItem(name: string, { isBeforeMuting = false } = {}): Promise<void> {
    const { AlarmHistoryItems: [item] = [] } = await this.cloudwatch.describeAlarmHistory({
      AlarmName,
      HistoryItemType: 'Action',
    });
    const { publishedMessage } = JSON.parse(item?.HistoryData ?? '{}') as { publishedMessage: string };
    const sent = JSON.parse(publishedMessage) as { default?: string };
    const message = JSON.parse(sent.default ?? publishedMessage) as Record<string, unknown>;
    if (isBeforeMuting) delete message['ActionExecutedAfterMuteWindow'];
    this.item(name, message);
  }

  /** The recorder put letters in the place of the times within a reason. */
  item(name: string, output: unknown): void {
    const text = JSON.stringify(output).replaceAll(/\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d/g, 'MM/DD/YY HH:MM:SS');
    this.value(name, JSON.parse(text));
  }

  async refusalItem(name: string, call: Promise<object>, isQuery: boolean): Promise<void> {
    const error = await call.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(error instanceof CloudWatchServiceException)) throw new Error(`${name}: no refusal`, { cause: error });
    // The client puts the query protocol's own words beside the modelled ones.
    const { Code, Type } = error as CloudWatchServiceException & { Code?: string; Type?: string };
    // What the client says when it is told nothing.
    const text = error.message === 'UnknownError' ? '' : error.message;
    const message = isQuery && text === '' ? {} : { Message: text };
    this.value(name, {
      Error: { Code, ...message, Type, ...(!isQuery && { QueryErrorCode: error.name }) },
      ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: error.$metadata.httpStatusCode },
    });
  }
}

const simple = { MetricName: 'recorded-metric', Statistic: 'Sum', Period: 60, Threshold: 30 } as const;
const instance = [{ Name: 'InstanceId', Value: 'abc' }];
const tagsFoo = [
  { Key: 'tag1', Value: 'foo' },
  { Key: 'tag2', Value: 'bar' },
];
const production = [{ Key: 'Environment', Value: 'Production' }];

type AlarmInput = Partial<PutMetricAlarmCommandInput>;

/** An alarm over ten seconds that tells a topic. */
const telling = (replay: AlarmReplay, input: AlarmInput): AlarmInput => ({
  AlarmDescription: 'testing cloudwatch alarms',
  Period: 10,
  Statistic: 'Average',
  Dimensions: instance,
  Unit: 'Seconds',
  OKActions: [replay.topic('told')],
  AlarmActions: [replay.topic('told')],
  ...input,
});

async function tagged(s: AlarmReplay, first: string, resource: string): Promise<void> {
  await s.tagsItem(first, resource);
  await s.cloudwatch.tagResource({ ResourceARN: resource, Tags: tagsFoo });
  await s.tagsItem('list_tags_for_resource_updated', resource);
  await s.cloudwatch.untagResource({ ResourceARN: resource, TagKeys: ['tag1'] });
  await s.tagsItem('list_tags_for_resource_post_untag', resource);
  await s.cloudwatch.deleteAlarms({ AlarmNames: [resource.split(':alarm:')[1] ?? ''] });
  await s.tagsItem('list_tags_for_deleted_resource', resource);
}

async function composite(s: AlarmReplay): Promise<void> {
  for (const AlarmName of ['simple-1', 'simple-2']) await s.putAlarm({ ...simple, AlarmName });
  const output = await s.cloudwatch.putCompositeAlarm({
    AlarmName: 'composite',
    AlarmDescription: 'composite alarm description',
    AlarmRule: `ALARM("${s.arn('simple-1')}") OR ALARM("${s.arn('simple-2')}")`,
    OKActions: [s.topic('ok')],
    AlarmActions: [s.topic('alarm')],
  });
  s.item('put-composite-alarm', recordSuccess(output));
  await s.platform.advance(1000);
  const steps = [
    ['ALARM', 'simple-1', 'composite-alarm-in-alarm-when-alarm-1-is-in-alarm'],
    ['OK', 'simple-1', 'composite-alarm-in-ok-when-alarm-1-is-back-to-ok'],
    ['ALARM', 'simple-2', 'composite-alarm-in-alarm-when-alarm-2-is-in-alarm'],
    ['OK', 'simple-2', 'composite-alarm-in-ok-when-alarm-2-is-back-to-ok'],
  ] as const;
  for (const [state, name, item] of steps) {
    await s.set(state, 'test', name);
    await s.compositeItem(item);
  }
  await s.set('ALARM', 'test', 'simple-1');
  await s.set('ALARM', 'test', 'simple-2');
  await s.compositeItem('composite-alarm-is-triggered-by-alarm-1-and-then-unchanged-by-alarm-2');
}

async function enabledAndDisabled(s: AlarmReplay): Promise<void> {
  const metric = { MetricName: 'my-metric101', EvaluationPeriods: 2, Threshold: 2, TreatMissingData: 'ignore' };
  await s.putAlarm(telling(s, metric));
  await s.describeItem('describe_alarm');
  await s.set('ALARM', 'testing alarm');
  await s.publishedItem('alarm-state-sqs-msg', { isBeforeMuting: true });
  await s.describeItem('alarm-state-describe');
  await s.cloudwatch.disableAlarmActions({ AlarmNames: [AlarmName] });
  await s.set('OK', 'testing OK state');
  await s.describeItem('describe_alarm_disabled');
  await s.describeItem('ok-state-action-disabled-describe');
  await s.cloudwatch.enableAlarmActions({ AlarmNames: [AlarmName] });
  await s.describeItem('describe_alarm_enabled');
}

async function functionTarget(s: AlarmReplay): Promise<void> {
  const lambda = new Lambda(s.platform.clientConfig);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await new IAMClient(s.platform.clientConfig).send(
    new CreateRoleCommand({
      RoleName: 'recorded',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const { FunctionArn = '' } = await lambda.createFunction({
    FunctionName: 'watcher',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: Role?.Arn,
    Code: { ZipFile: packageOf('export const handler = async () => {};') },
  });
  await s.platform.advance(1000);
  await s.putAlarm({
    AlarmDescription: 'testing lambda alarm action',
    MetricName: 'metric1',
    Namespace: 'namespace',
    Period: 10,
    Statistic: 'Average',
    Threshold: 1,
    AlarmActions: [FunctionArn],
  });
  await s.set('ALARM', 'testing alarm');
  await s.publishedItem('lambda-alarm-invocations');
}

async function wholeStory(s: AlarmReplay): Promise<void> {
  const metric = { MetricName: 'my-metric1', Threshold: 21, TreatMissingData: 'ignore' };
  await s.putAlarm(telling(s, metric));
  await s.describeItem('describe-alarm');
  for (const Value of [21, 22]) {
    const datum = {
      MetricName: 'my-metric1',
      Dimensions: instance,
      Value,
      Unit: 'Seconds',
      Timestamp: s.at(),
    } as const;
    await s.cloudwatch.putMetricData({
      Namespace: 'recorded/alarms',
      MetricData: [{ ...datum, StorageResolution: 1 }],
    });
  }
  await s.platform.advance(10_000);
  await s.publishedItem('alarm-triggered-sqs-msg');
  s.item(
    'describe-alarm-history',
    recordSuccess(await s.cloudwatch.describeAlarmHistory({ AlarmName, HistoryItemType: 'StateUpdate' })),
  );
  const watched = { MetricName: 'my-metric1', Namespace: 'recorded/alarms', Dimensions: instance };
  s.item('describe-alarms-for-metric', recordSuccess(await s.cloudwatch.describeAlarmsForMetric(watched)));
}

async function invalidInput(s: AlarmReplay, isQuery: boolean): Promise<void> {
  // A value that the client's types do not have.
  const invalid = 'INVALID' as 'OK';
  const set = (name: string, StateValue: 'OK') =>
    s.cloudwatch.setAlarmState({ AlarmName: name, StateValue, StateReason: 'test' });
  await s.putAlarm(simple);
  await s.refusalItem('error-invalid-state', set(AlarmName, invalid), isQuery);
  await s.refusalItem('error-resource-not-found', set('nobody', 'OK'), isQuery);
}

export const alarmScenarios: readonly AlarmScenario[] = [
  test('test_alarm_lambda_target', functionTarget),
  test('test_put_metric_alarm', wholeStory),
  ...inEachProtocol('test_trigger_composite_alarm', composite),
  ...inEachProtocol('test_enable_disable_alarm_actions', enabledAndDisabled),

  ...inEachProtocol('test_describe_alarms_converts_date_format_correctly', async (s) => {
    await s.putAlarm(simple);
    await s.describeItem('describe-alarms');
  }),

  ...inEachProtocol('test_describe_minimal_metric_alarm', async (s) => {
    await s.putAlarm({ ...simple, Period: 10 });
    await s.describeItem('describe_minimal_metric_alarm');
  }),

  ...inEachProtocol('test_put_metric_alarm_escape_character', async (s) => {
    await s.putAlarm({
      ...simple,
      AlarmDescription: '<',
      Period: 600,
      Threshold: 1,
      AlarmActions: [`arn:aws:sns:${s.platform.region}:111122223333:MyTopic`],
    });
    await s.describeItem('describe-alarms-escaped-character');
  }),

  ...inEachProtocol('test_store_tags', async (s) => {
    s.item('put_metric_alarm', recordSuccess(await s.putAlarm({ ...simple, MetricName: 'store_tags' })));
    await s.describeItem('describe_alarms');
    await s.tagsItem('list_tags_for_resource_empty ');
    await s.cloudwatch.tagResource({ ResourceARN: s.arn(), Tags: tagsFoo });
    await s.tagsItem('list_tags_for_resource');
    await s.cloudwatch.untagResource({ ResourceARN: s.arn(), TagKeys: ['tag1'] });
    await s.tagsItem('list_tags_for_resource_post_untag');
  }),

  ...inEachProtocol('test_tagging_metric_alarm', async (s) => {
    s.item('put_metric_alarm', recordSuccess(await s.putAlarm({ ...simple, Tags: production })));
    await tagged(s, 'list_tags_for_resource_after_creation', s.arn());
  }),

  ...inEachProtocol('test_tagging_composite_alarm', async (s) => {
    await s.putAlarm(simple);
    const AlarmRule = `ALARM(${AlarmName})`;
    await s.cloudwatch.putCompositeAlarm({ AlarmName: 'composite', AlarmRule, Tags: production });
    await tagged(s, 'list_tags_for_resource_after_creation ', s.arn('composite'));
  }),

  ...inEachProtocol('test_breaching_alarm_actions', async (s) => {
    const metric = { MetricName: 'my-metric101', EvaluationPeriods: 2, Threshold: 2, TreatMissingData: 'breaching' };
    await s.putAlarm(telling(s, metric));
    await s.platform.advance(10_000);
    await s.publishedItem('alarm-1-sqs-msg', { isBeforeMuting: true });
    await s.describeItem('alarm-1-describe');
  }),

  ...inEachProtocol('test_delete_alarm', async (s) => {
    await s.putAlarm({ ...simple, MetricName: 'metric1' });
    await s.describeItem('describe-alarm');
    s.item('delete-alarm', recordSuccess(await s.cloudwatch.deleteAlarms({ AlarmNames: [AlarmName] })));
    await s.describeItem('describe-after-delete');
  }),

  ...inEachProtocol('test_set_alarm', async (s) => {
    await s.putAlarm({
      AlarmDescription: 'Test Alarm when CPU exceeds 50 percent',
      MetricName: 'CPUUtilization-3',
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 2,
      Threshold: 50,
      Unit: 'Percent',
      Dimensions: [{ Name: 'InstanceId', Value: 'i-0317828c84edbe100' }],
      TreatMissingData: 'ignore',
      OKActions: [s.topic('ok')],
      AlarmActions: [s.topic('alarm')],
    });
    await s.set('ALARM', 'testing alarm');
    await s.describeItem('triggered-alarm');
    await s.set('OK', 'resetting alarm');
    await s.describeItem('reset-alarm');
  }),

  ...protocolNames.map((protocol) => ({
    name: `TestCloudwatch::test_set_alarm_invalid_input[${protocol}]`,
    protocol,
    run: (s: AlarmReplay) => invalidInput(s, protocol === 'query'),
  })),
];
