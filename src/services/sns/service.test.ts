import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSns, type TestSns } from './sns.fixture.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:news';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:notified';

let sns: TestSns;

beforeEach(async () => {
  sns = await openSns();
  await sns.call('CreateTopic', { Name: 'news', Tags: [{ Key: 'a', Value: '1' }] });
});

afterEach(async () => sns[Symbol.asyncDispose]());

const subscribe = (attributes?: Record<string, string>, endpoint = functionArn) =>
  sns.call('Subscribe', {
    TopicArn: topicArn,
    Protocol: endpoint.startsWith('http') ? 'http' : 'lambda',
    Endpoint: endpoint,
    ...(attributes !== undefined && { Attributes: attributes }),
  });

describe('a topic', () => {
  test('is found again by who creates it again', async () => {
    expect(await sns.call('CreateTopic', { Name: 'news' })).toEqual({ TopicArn: topicArn });
    expect(await sns.call('CreateTopic', { Name: 'news', Tags: [{ Key: 'a', Value: '1' }] })).toEqual({
      TopicArn: topicArn,
    });
  });

  test.each<[object, string]>([
    [{ Tags: [{ Key: 'a', Value: '2' }] }, 'Invalid parameter: Tags Reason: Topic already exists with different tags'],
    [
      { Attributes: { DisplayName: 'other' } },
      'Invalid parameter: Attributes Reason: Topic already exists with different attributes',
    ],
    [{ Name: 'has space' }, 'Invalid parameter: Topic Name'],
    [{ Name: 'x'.repeat(257) }, 'Invalid parameter: Topic Name'],
    [
      { Name: 'orders.fifo' },
      'Invalid parameter: Topic Name Reason: Serin serves no FIFO topics: the name must not end in .fifo',
    ],
    [
      { Attributes: { KmsMasterKeyId: 'alias/aws/sns' } },
      'Invalid parameter: AttributeName Reason: Serin does not serve the attribute KmsMasterKeyId',
    ],
  ])('is refused: %o', async (input, message) => {
    await expect(sns.call('CreateTopic', { Name: 'news', ...input })).rejects.toMatchObject({ message });
  });

  test('tells its attributes as AWS does', async () => {
    await subscribe();
    const { SubscriptionArn } = await subscribe(undefined, `${functionArn}:live`);
    await subscribe(undefined, 'http://127.0.0.1:1/');
    await sns.call('Unsubscribe', { SubscriptionArn });
    const { Attributes = {} } = await sns.call('GetTopicAttributes', { TopicArn: topicArn });
    expect(Attributes).toMatchObject({
      TopicArn: topicArn,
      Owner: '000000000000',
      DisplayName: '',
      SubscriptionsConfirmed: '1',
      SubscriptionsPending: '1',
      SubscriptionsDeleted: '1',
    });
    expect(JSON.parse(Attributes['EffectiveDeliveryPolicy'] ?? '')).toEqual({
      http: {
        defaultHealthyRetryPolicy: {
          minDelayTarget: 20,
          maxDelayTarget: 20,
          numRetries: 3,
          numMaxDelayRetries: 0,
          numNoDelayRetries: 0,
          numMinDelayRetries: 0,
          backoffFunction: 'linear',
        },
        disableSubscriptionOverrides: false,
        defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      },
    });
    expect(JSON.parse(Attributes['Policy'] ?? '')).toMatchObject({ Version: '2008-10-17', Id: '__default_policy_ID' });
  });

  test('takes its subscriptions with it', async () => {
    await subscribe();
    await sns.call('DeleteTopic', { TopicArn: topicArn });
    await sns.call('CreateTopic', { Name: 'news' });
    expect((await sns.call('ListSubscriptions', {})).Subscriptions).toEqual([]);
  });

  test('lets others in by its policy', async () => {
    await sns.call('AddPermission', {
      TopicArn: topicArn,
      Label: 'partner',
      AWSAccountId: ['111111111111'],
      ActionName: ['Publish'],
    });
    const policy = async (): Promise<unknown> => {
      const { Attributes = {} } = await sns.call('GetTopicAttributes', { TopicArn: topicArn });
      return JSON.parse(Attributes['Policy'] ?? '');
    };
    expect(await policy()).toMatchObject({
      Statement: [
        {},
        {
          Sid: 'partner',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111111111111:root' },
          Action: 'SNS:Publish',
          Resource: topicArn,
        },
      ],
    });
    await sns.call('RemovePermission', { TopicArn: topicArn, Label: 'partner' });
    expect(await policy()).toMatchObject({ Statement: [{ Sid: '__default_statement_ID' }] });
  });

  test('keeps tags', async () => {
    await sns.call('TagResource', {
      ResourceArn: topicArn,
      Tags: [
        { Key: 'b', Value: '2' },
        { Key: 'a', Value: '3' },
      ],
    });
    await sns.call('UntagResource', { ResourceArn: topicArn, TagKeys: ['b'] });
    expect((await sns.call('ListTagsForResource', { ResourceArn: topicArn })).Tags).toEqual([{ Key: 'a', Value: '3' }]);
    await expect(sns.call('ListTagsForResource', { ResourceArn: `${topicArn}s` })).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
    });
  });

  test('is listed, a hundred to a page', async () => {
    for (let number = 0; number < 120; number += 1) await sns.call('CreateTopic', { Name: `topic-${number}` });
    const first = await sns.call('ListTopics', {});
    const second = await sns.call('ListTopics', { NextToken: first.NextToken });
    expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 21, undefined]);
  });

  test.each<[string | undefined, string, string]>([
    [
      'nonsense',
      'InvalidParameterException',
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
    ],
    [topicArn.replace('us-east-1', 'eu-west-1'), 'InvalidParameterException', 'Invalid parameter: TopicArn'],
    [`${topicArn}s`, 'NotFoundException', 'Topic does not exist'],
    [`${topicArn}:7`, 'InvalidParameterException', 'Invalid parameter: Topic Name'],
  ])('is none: %s', async (TopicArn, type, message) => {
    await expect(sns.call('GetTopicAttributes', { TopicArn })).rejects.toMatchObject({ type, message });
  });
});

describe('a message', () => {
  test.each<[object, string]>([
    [{ Message: '' }, 'Invalid parameter: Empty message'],
    [{ Message: 'x'.repeat(262_145) }, 'Invalid parameter: Message too long'],
    [{ Subject: 'two\nlines' }, 'Invalid parameter: Subject'],
    [{ Subject: 'x'.repeat(101) }, 'Invalid parameter: Subject'],
    [{ MessageStructure: 'json' }, 'Invalid parameter: Message Structure - JSON message body failed to parse'],
    [
      { MessageStructure: 'json', Message: '{"lambda":"x"}' },
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    ],
    [{ PhoneNumber: '+4912345678' }, 'Invalid parameter: PhoneNumber Reason: Serin sends no text messages'],
    [{ TopicArn: undefined }, 'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter'],
    [
      { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
      "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    ],
    [
      { MessageAttributes: { a: { DataType: 'String' } } },
      "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
    ],
  ])('is refused: %o', async (change, message) => {
    const input = { TopicArn: topicArn, Message: 'text', ...change };
    await expect(sns.call('Publish', input)).rejects.toMatchObject({ message });
  });

  test.each<[object[], string]>([
    [[], 'EmptyBatchRequestException'],
    [
      Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, Message: 'x' })),
      'TooManyEntriesInBatchRequestException',
    ],
    [
      [
        { Id: 'a', Message: 'x' },
        { Id: 'a', Message: 'y' },
      ],
      'BatchEntryIdsNotDistinctException',
    ],
    [[{ Id: 'a b', Message: 'x' }], 'InvalidBatchEntryIdException'],
    [
      [
        { Id: 'a', Message: 'x'.repeat(200_000) },
        { Id: 'b', Message: 'x'.repeat(100_000) },
      ],
      'BatchRequestTooLongException',
    ],
  ])('in a batch that is none is refused', async (entries, type) => {
    const PublishBatchRequestEntries = entries.map((entry) => ({ Id: '', Message: '', ...entry }));
    await expect(sns.call('PublishBatch', { TopicArn: topicArn, PublishBatchRequestEntries })).rejects.toMatchObject({
      type,
    });
  });
});

describe('a subscription', () => {
  test('is found again by who subscribes again', async () => {
    const first = await subscribe({ FilterPolicy: '{"a":["b"]}' });
    expect(await subscribe({ FilterPolicy: '{"a":["b"]}' })).toEqual(first);
    expect(await subscribe()).toEqual(first);
    await expect(subscribe({ FilterPolicy: '{"a":["c"]}' })).rejects.toMatchObject({
      message: 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
    });
  });

  test('of an address waits for its confirmation', async () => {
    expect(await subscribe(undefined, 'http://127.0.0.1:1/')).toEqual({ SubscriptionArn: 'pending confirmation' });
    expect((await sns.call('ListSubscriptionsByTopic', { TopicArn: topicArn })).Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation', Protocol: 'http', Endpoint: 'http://127.0.0.1:1/' },
    ]);
  });

  test('tells its attributes as AWS does', async () => {
    const { SubscriptionArn } = await subscribe();
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.call('SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue });
    const get = async () => (await sns.call('GetSubscriptionAttributes', { SubscriptionArn })).Attributes;
    expect(await get()).toEqual({
      SubscriptionArn,
      TopicArn: topicArn,
      Owner: '000000000000',
      Protocol: 'lambda',
      Endpoint: functionArn,
      RawMessageDelivery: 'false',
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'true',
      SubscriptionPrincipal: 'arn:aws:iam::000000000000:root',
    });
    await set('FilterPolicy', '{"a":["b"]}');
    expect(await get()).toMatchObject({ FilterPolicy: '{"a":["b"]}', FilterPolicyScope: 'MessageAttributes' });
    await set('FilterPolicyScope', 'MessageBody');
    await set('FilterPolicy', '{"a":{"b":["c"]}}');
    expect(await get()).toMatchObject({ FilterPolicy: '{"a":{"b":["c"]}}', FilterPolicyScope: 'MessageBody' });
    await set('FilterPolicy', '');
    expect(await get()).not.toHaveProperty('FilterPolicy');
  });

  test.each<[string, string, string]>([
    [
      'FilterPolicy',
      '{"a":{"b":["c"]}}',
      'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
    ],
    [
      'FilterPolicy',
      '{"key_a":"value_one"}',
      'Invalid parameter: FilterPolicy: "key_a" must be an object or an array\n at [Source: (String)"{"key_a":"value_one"}"; line: 1, column: 11]',
    ],
    [
      'FilterPolicy',
      '{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}',
      'Invalid parameter: FilterPolicy: Filter policy can not have more than 5 keys',
    ],
    [
      'FilterPolicy',
      JSON.stringify({ a: Array.from({ length: 151 }, (_, index) => index) }),
      'Invalid parameter: FilterPolicy: Filter policy is too complex',
    ],
    [
      'FilterPolicyScope',
      'RandomValue',
      'Invalid parameter: FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes',
    ],
    [
      'RedrivePolicy',
      '{}',
      'Invalid parameter: AttributeName Reason: Serin does not serve the attribute RedrivePolicy',
    ],
    ['Nonsense', '', 'Invalid parameter: AttributeName'],
  ])('refuses %s %s', async (AttributeName, AttributeValue, message) => {
    const { SubscriptionArn } = await subscribe();
    await expect(
      sns.call('SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue }),
    ).rejects.toMatchObject({ message });
  });

  test('tells of a bad filter in another form when it is made', async () => {
    await expect(subscribe({ FilterPolicy: '{"key":[["value"]]}' })).rejects.toMatchObject({
      message:
        'Invalid parameter: Attributes Reason: FilterPolicy: Match value must be String, number, true, false, or null\n at [Source: (String)"{"key":[["value"]]}"; line: 1, column: 10]',
    });
  });

  test.each<[string, string, string]>([
    [
      'sqs',
      'arn:aws:sqs:us-east-1:000000000000:q',
      'Serin does not deliver to sqs; it delivers to http, https, lambda',
    ],
    ['pigeon', 'x', 'Amazon SNS does not support this protocol string: pigeon'],
  ])('of %s is refused', async (Protocol, Endpoint, reason) => {
    await expect(sns.call('Subscribe', { TopicArn: topicArn, Protocol, Endpoint })).rejects.toMatchObject({
      message: `Invalid parameter: Protocol Reason: ${reason}`,
    });
  });
});
