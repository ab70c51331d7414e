import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../aws/api-error.ts';
import { functionArn, openEvents, request, type TestEvents, topicArn } from './events.fixture.ts';

let events: TestEvents;

beforeEach(async () => {
  events = await openEvents();
});

afterEach(async () => {
  await events[Symbol.asyncDispose]();
});

const pattern = JSON.stringify({ source: ['shop'], detail: { state: ['paid'] } });
const paid = { Source: 'shop', DetailType: 'Order', Detail: '{"state":"paid","number":12345678901234567890}' };

async function putRule(target: object = {}, rule: object = { EventPattern: pattern }): Promise<void> {
  await events.call('PutRule', { Name: 'orders', ...rule });
  await events.call('PutTargets', { Rule: 'orders', Targets: [{ Id: 'one', Arn: functionArn, ...target }] });
}

async function put(entry: object = {}): Promise<void> {
  await events.call('PutEvents', { Entries: [{ ...paid, ...entry }] });
  await events.advance(0);
}

describe('an event', () => {
  test('that fits a rule is sent to its targets, digits and all', async () => {
    await putRule();
    const { Entries } = await events.call('PutEvents', { Entries: [{ ...paid, Resources: ['arn:one'] }] });
    await events.advance(0);
    expect(events.received).toEqual([
      {
        targetArn: functionArn,
        atMs: events.clock.now(),
        text: `{"version":"0","id":"${Entries?.[0]?.EventId}","detail-type":"Order","source":"shop","account":"000000000000","time":"2025-01-01T00:00:00Z","region":"us-east-1","resources":["arn:one"],"detail":${paid.Detail}}`,
      },
    ]);
  });

  test('that fits no rule, or a disabled one, goes nowhere', async () => {
    await putRule();
    await put({ Detail: '{"state":"open"}' });
    await events.call('DisableRule', { Name: 'orders' });
    await put();
    expect(events.received).toEqual([]);
    await events.call('EnableRule', { Name: 'orders' });
    await put();
    expect(events.received).toHaveLength(1);
  });

  test('goes to a topic as its message', async () => {
    await putRule({ Arn: topicArn, Input: '"paid!"' });
    await put();
    expect(events.received).toMatchObject([{ targetArn: topicArn, text: '"paid!"' }]);
  });

  test('whose target fails is sent again, later each time, after a restart too', async () => {
    await putRule();
    events.onSend(async () => {
      throw new Error('not well');
    });
    await put();
    await events.advance(1000);
    events.onSend(async () => undefined);
    await events.restart();
    await events.advance(2000);
    expect(events.received).toHaveLength(1);
    expect(events.problems).toEqual([]);
  });

  test('is given up after as many retries as the target allows', async () => {
    await putRule({ RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 } });
    let attempts = 0;
    events.onSend(async () => {
      attempts += 1;
      throw new Error('not well');
    });
    await put();
    for (let minute = 0; minute < 10; minute += 1) await events.advance(60_000);
    expect(attempts).toBe(3);
    expect(events.problems).toHaveLength(1);
  });

  test('whose target is gone is given up at once', async () => {
    await putRule();
    events.onSend(async () => {
      throw new ApiError('ResourceNotFoundException', 'Function not found');
    });
    await put();
    expect(events.problems).toHaveLength(1);
  });

  test('of an AWS source comes from Serin itself only', async () => {
    await putRule({}, { EventPattern: '{"source":["aws.codedeploy"]}' });
    const entry = { ...paid, Source: 'aws.codedeploy' };
    expect(await events.call('PutEvents', { Entries: [entry] })).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' }],
    });
    await events.service.inProcess.PutEvents({ Entries: [entry] }, request);
    await events.advance(0);
    expect(events.received).toHaveLength(1);
  });

  test.each([
    [{ Source: undefined }, 'InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
    [
      { DetailType: '' },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    ],
    [{ Detail: undefined }, 'InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.'],
    [{ Detail: '[]' }, 'MalformedDetail', 'Detail is malformed.'],
    [{ Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    [
      { EventBusName: 'other' },
      'ResourceNotFoundException',
      'Event bus other does not exist. Serin serves the default event bus only.',
    ],
  ])('that is none is refused by itself: %o', async (change, ErrorCode, ErrorMessage) => {
    const answer = await events.call('PutEvents', { Entries: [{ ...paid, ...change }, paid] });
    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage }, {}] });
  });

  test('that is too large is refused with all others', async () => {
    const Detail = JSON.stringify({ text: 'x'.repeat(262_144) });
    await expect(events.call('PutEvents', { Entries: [{ ...paid, Detail }] })).rejects.toMatchObject({
      message: 'Total size of the entries in the request is over the limit.',
    });
  });
});

describe('a target', () => {
  test('may get a part of the event', async () => {
    await putRule({ InputPath: '$.detail.state' });
    await put();
    expect(events.received).toMatchObject([{ text: '"paid"' }]);
  });

  test('may get a text made of the event', async () => {
    await putRule({
      InputTransformer: {
        InputPathsMap: { state: '$.detail.state', all: '$.detail', first: '$.resources[0]', none: '$.detail.none' },
        InputTemplate:
          '{"state": <state>, "all": <all>, "said": "now <state> of <first>", "none": "<none>", "rule": <aws.events.rule-name>, "kept": "<unknown>"}',
      },
    });
    await put({ Detail: '{"state":"paid","quote":"\\"x\\""}', Resources: ['arn:"one"'] });
    expect(JSON.parse(events.received[0]?.text ?? '')).toEqual({
      state: 'paid',
      all: { state: 'paid', quote: '"x"' },
      said: 'now paid of arn:"one"',
      none: '',
      rule: 'orders',
      kept: '<unknown>',
    });
  });

  test('that Serin does not serve is refused by itself', async () => {
    await events.call('PutRule', { Name: 'orders', EventPattern: pattern });
    const queue = 'arn:aws:sqs:us-east-1:000000000000:queue';
    const answer = await events.call('PutTargets', {
      Rule: 'orders',
      Targets: [
        { Id: 'queue', Arn: queue },
        { Id: 'dead', Arn: functionArn, DeadLetterConfig: { Arn: queue } },
        { Id: 'one', Arn: functionArn },
      ],
    });
    expect(answer).toMatchObject({
      FailedEntryCount: 2,
      FailedEntries: [
        { TargetId: 'queue', ErrorMessage: 'Serin delivers to Lambda functions and SNS topics only, not to sqs.' },
        { TargetId: 'dead', ErrorMessage: 'Serin does not serve DeadLetterConfig of targets.' },
      ],
    });
    expect((await events.call('ListTargetsByRule', { Rule: 'orders' })).Targets).toEqual([
      { Id: 'one', Arn: functionArn },
    ]);
    expect((await events.call('ListRuleNamesByTarget', { TargetArn: functionArn })).RuleNames).toEqual(['orders']);
  });

  test('is told as it was put', async () => {
    const target = {
      Id: 'one',
      Arn: functionArn,
      InputTransformer: { InputPathsMap: { a: '$.detail' }, InputTemplate: '<a>' },
      RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 },
    };
    await putRule(target);
    expect((await events.call('ListTargetsByRule', { Rule: 'orders' })).Targets).toEqual([target]);
  });

  test.each([
    [{ Arn: 'nonsense' }, 'Parameter nonsense is not valid. Reason: Provided Arn is not in correct format.'],
    [
      { Input: '{}', InputPath: '$' },
      'Only one of Input, InputPath, or InputTransformer must be provided for target one.',
    ],
    [{ Input: '{' }, 'JSON syntax error in input for target one: Unexpected end-of-input'],
    [{ InputPath: 'detail' }, 'Invalid InputPath for target one : [Illegal JSON path detail]'],
  ])('that is none is refused: %o', async (target, message) => {
    await expect(putRule(target)).rejects.toMatchObject({ type: 'ValidationException', message });
  });
});

describe('a rule', () => {
  test('keeps its targets and tags when it is put anew', async () => {
    await putRule({}, { EventPattern: pattern, Tags: [{ Key: 'team', Value: 'shop' }], Description: 'first' });
    const { RuleArn } = await events.call('PutRule', { Name: 'orders', EventPattern: '{"source":["else"]}' });
    expect(await events.call('DescribeRule', { Name: 'orders' })).toEqual({
      Name: 'orders',
      Arn: 'arn:aws:events:us-east-1:000000000000:rule/orders',
      State: 'ENABLED',
      EventBusName: 'default',
      EventPattern: '{"source":["else"]}',
      CreatedBy: '000000000000',
    });
    expect((await events.call('ListTagsForResource', { ResourceARN: RuleArn })).Tags).toEqual([
      { Key: 'team', Value: 'shop' },
    ]);
    expect((await events.call('ListTargetsByRule', { Rule: 'orders' })).Targets).toHaveLength(1);
  });

  test('is deleted after its targets', async () => {
    await putRule();
    await expect(events.call('DeleteRule', { Name: 'orders' })).rejects.toMatchObject({
      message: "Rule can't be deleted since it has targets.",
    });
    await events.call('RemoveTargets', { Rule: 'orders', Ids: ['one'] });
    await events.call('DeleteRule', { Name: 'orders' });
    await events.call('DeleteRule', { Name: 'orders' });
    await expect(events.call('DescribeRule', { Name: 'orders' })).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      message: 'Rule orders does not exist on EventBus default.',
    });
  });

  test.each<[object, string, string]>([
    [{}, 'ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
    [{ ScheduleExpression: 'rate(1 minutes)' }, 'ValidationException', 'Parameter ScheduleExpression is not valid.'],
    [
      { EventPattern: '{"source": "shop"}' },
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: "source" must be an object or an array\n at [Source: (String)"{"source": "shop"}"; line: 1, column: 13]',
    ],
    [
      { EventPattern: pattern, EventBusName: 'other' },
      'ResourceNotFoundException',
      'Event bus other does not exist. Serin serves the default event bus only.',
    ],
  ])('that is none is refused: %o', async (rule, type, message) => {
    await expect(events.call('PutRule', { Name: 'orders', ...rule })).rejects.toMatchObject({ type, message });
  });

  test('is listed by name, page by page', async () => {
    for (const name of ['b', 'a', 'c']) await events.call('PutRule', { Name: name, EventPattern: pattern });
    const first = await events.call('ListRules', { Limit: 2 });
    expect(first.Rules?.map(({ Name }) => Name)).toEqual(['a', 'b']);
    const second = await events.call('ListRules', { Limit: 2, NextToken: first.NextToken });
    expect(second.Rules?.map(({ Name }) => Name)).toEqual(['c']);
    expect(second.NextToken).toBeUndefined();
  });

  test('can be tried on an event', async () => {
    const event = { id: '', account: '', source: 'shop', time: '', region: '', resources: [], 'detail-type': '' };
    const tried = (detail: object) =>
      events.call('TestEventPattern', { EventPattern: pattern, Event: JSON.stringify({ ...event, detail }) });
    expect(await tried({ state: 'paid' })).toEqual({ Result: true });
    expect(await tried({ state: 'open' })).toEqual({ Result: false });
    await expect(events.call('TestEventPattern', { EventPattern: pattern, Event: '{}' })).rejects.toMatchObject({
      type: 'ValidationException',
    });
  });
});

describe('a schedule', () => {
  test('sends its rule at each of its moments, after a restart too', async () => {
    const startedAtMs = events.clock.now();
    await putRule({}, { ScheduleExpression: 'rate(5 minutes)' });
    for (let minute = 0; minute < 11; minute += 1) await events.advance(60_000);
    await events.restart();
    await events.advance(240_000);
    expect(events.received.map(({ atMs }) => (atMs - startedAtMs) / 60_000)).toEqual([5, 10, 15]);
    expect(JSON.parse(events.received[0]?.text ?? '')).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/orders'],
      time: '2025-01-01T00:05:00Z',
      detail: {},
    });
  });

  test('rests while its rule is disabled, and ends with it', async () => {
    await putRule({}, { ScheduleExpression: 'cron(0 12 * * ? *)' });
    await events.call('DisableRule', { Name: 'orders' });
    await events.advance(24 * 3_600_000);
    expect(events.received).toEqual([]);
    await events.call('EnableRule', { Name: 'orders' });
    await events.advance(24 * 3_600_000);
    expect(events.received).toHaveLength(1);
    await events.call('RemoveTargets', { Rule: 'orders', Ids: ['one'] });
    await events.call('DeleteRule', { Name: 'orders' });
    await events.advance(48 * 3_600_000);
    expect(events.received).toHaveLength(1);
  });
});
