import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../aws/api-error.ts';
import { openReceiver, openSns, origin, owner, type TestSns } from './sns.fixture.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:notified:live';
const topicArn = 'arn:aws:sns:us-east-1:000000000000:alarms';

let sns: TestSns;
let receiver: Awaited<ReturnType<typeof openReceiver>>;

beforeEach(async () => {
  sns = await openSns();
  receiver = await openReceiver();
  await sns.call('CreateTopic', { Name: 'alarms' });
});

afterEach(async () => {
  await sns[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

async function subscribeFunction(attributes?: Record<string, string>): Promise<string> {
  const { SubscriptionArn: arn = '' } = await sns.call('Subscribe', {
    TopicArn: topicArn,
    Protocol: 'lambda',
    Endpoint: functionArn,
    ...(attributes !== undefined && { Attributes: attributes }),
  });
  return arn;
}

async function subscribeAddress(attributes?: Record<string, string>): Promise<string> {
  await sns.call('Subscribe', {
    TopicArn: topicArn,
    Protocol: 'http',
    Endpoint: receiver.url,
    ...(attributes !== undefined && { Attributes: attributes }),
  });
  await sns.advance(0);
  const { Token } = JSON.parse(receiver.received.pop()?.body ?? '') as { readonly Token: string };
  const { SubscriptionArn: arn = '' } = await sns.call('ConfirmSubscription', { TopicArn: topicArn, Token });
  return arn;
}

const publish = (message = 'it burns', more: object = {}) =>
  sns.call('Publish', { TopicArn: topicArn, Message: message, ...more });

describe('a function', () => {
  test('gets the event that AWS sends', async () => {
    const arn = await subscribeFunction();
    const attribute = { DataType: 'String', StringValue: 'high' };
    const { MessageId } = await publish('it burns', { Subject: 'Fire', MessageAttributes: { level: attribute } });
    await sns.advance(0);
    expect(sns.invocations).toMatchObject([{ functionArn }]);
    expect(sns.invocations[0]?.event).toEqual({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: arn,
          Sns: {
            Type: 'Notification',
            MessageId,
            TopicArn: topicArn,
            Subject: 'Fire',
            Message: 'it burns',
            Timestamp: '2025-01-01T00:00:00.000Z',
            SignatureVersion: '1',
            Signature: '',
            SigningCertUrl: '',
            UnsubscribeUrl: `${origin}/?Action=Unsubscribe&SubscriptionArn=${arn}`,
            MessageAttributes: { level: { Type: 'String', Value: 'high' } },
          },
        },
      ],
    });
  });

  test('is tried three times at once, then each second, when Lambda fails', async () => {
    await subscribeFunction();
    let failures = 5;
    sns.onInvoke(async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('Lambda is not well');
    });
    await publish();
    await sns.advance(0);
    expect(failures).toBe(1);
    await sns.advance(1000);
    expect(failures).toBe(0);
    expect(sns.invocations).toEqual([]);
    await sns.advance(1000);
    expect(sns.invocations).toHaveLength(1);
  });

  test('that is gone is not tried again', async () => {
    await subscribeFunction();
    sns.onInvoke(async () => {
      throw new ApiError('ResourceNotFoundException', 'Function not found');
    });
    await publish();
    await sns.advance(0);
    sns.onInvoke(async () => undefined);
    await sns.advance(60_000);
    expect(sns.invocations).toEqual([]);
    expect(sns.problems).toHaveLength(1);
  });

  test('gets only what its filter lets through', async () => {
    await subscribeFunction({ FilterPolicy: '{"level":["high"],"count":[{"numeric":[">",2]}]}' });
    const attributes = (level: string, count: string) => ({
      MessageAttributes: {
        level: { DataType: 'String', StringValue: level },
        count: { DataType: 'Number', StringValue: count },
      },
    });
    await publish('none');
    await publish('low', attributes('low', '3'));
    await publish('few', attributes('high', '2'));
    await publish('passes', attributes('high', '3'));
    await sns.advance(0);
    expect(sns.invocations.map(({ event }) => event.Records[0]?.Sns['Message'])).toEqual(['passes']);
  });

  test('may be told something else than others', async () => {
    await subscribeFunction();
    await publish('{"default":"for all","lambda":"for functions"}', { MessageStructure: 'json' });
    await sns.advance(0);
    expect(sns.invocations[0]?.event.Records[0]?.Sns['Message']).toBe('for functions');
  });

  test('gets what was published before a restart', async () => {
    await subscribeFunction();
    await sns.restart({ isDelivering: false });
    await publish();
    await sns.restart();
    await sns.advance(0);
    expect(sns.invocations).toHaveLength(1);
  });
});

describe('an address', () => {
  test('is asked to confirm, and gets nothing before it has', async () => {
    await sns.call('Subscribe', { TopicArn: topicArn, Protocol: 'http', Endpoint: receiver.url });
    await publish();
    await sns.advance(0);
    expect(receiver.received).toHaveLength(1);
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
    expect(headers).toMatchObject({
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-topic-arn': topicArn,
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
    });
    expect(headers['x-amz-sns-subscription-arn']).toBeUndefined();
    const message = JSON.parse(body) as Record<string, string>;
    expect(message['SubscribeURL']).toBe(
      `${origin}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${message['Token']}`,
    );
    expect(message['MessageId']).toBe(headers['x-amz-sns-message-id']);
    expect(body).toMatch(/^\{\n {2}"Type" : "SubscriptionConfirmation",\n/);
  });

  test('gets the message as AWS writes it', async () => {
    const arn = await subscribeAddress();
    const { MessageId } = await publish('line\n"two"', {
      Subject: 'Fire',
      MessageAttributes: { level: { DataType: 'Number', StringValue: '3' } },
    });
    await sns.advance(0);
    const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
    expect(headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-topic-arn': topicArn,
      'x-amz-sns-subscription-arn': arn,
    });
    expect(body).toBe(`{
  "Type" : "Notification",
  "MessageId" : "${MessageId}",
  "TopicArn" : "${topicArn}",
  "Subject" : "Fire",
  "Message" : "line\\n\\"two\\"",
  "Timestamp" : "2025-01-01T00:00:00.000Z",
  "SignatureVersion" : "1",
  "Signature" : "",
  "SigningCertURL" : "",
  "UnsubscribeURL" : "${origin}/?Action=Unsubscribe&SubscriptionArn=${arn}",
  "MessageAttributes" : {
    "level" : {"Type":"Number","Value":"3"}
  }
}`);
  });

  test('may get the bare message', async () => {
    await subscribeAddress({ RawMessageDelivery: 'true' });
    await publish('bare');
    await sns.advance(0);
    expect(receiver.received).toMatchObject([{ body: 'bare', headers: { 'x-amz-sns-rawdelivery': 'true' } }]);
  });

  test('that fails is tried three times more, twenty seconds apart, and then no more', async () => {
    await subscribeAddress();
    receiver.answer(() => 500);
    await publish();
    await sns.advance(0);
    expect(receiver.received).toHaveLength(1);
    await sns.advance(19_999);
    expect(receiver.received).toHaveLength(1);
    for (const tries of [2, 3, 4, 4]) {
      await sns.advance(20_000);
      expect(receiver.received).toHaveLength(tries);
    }
    expect(sns.problems).toHaveLength(1);
  });

  test('that fails once gets the message at the second try, after a restart too', async () => {
    await subscribeAddress();
    receiver.answer(() => 503);
    await publish();
    await sns.advance(0);
    receiver.answer(() => 200);
    await sns.restart();
    await sns.advance(20_000);
    await sns.advance(60_000);
    expect(receiver.received).toHaveLength(2);
    expect(sns.problems).toEqual([]);
  });

  test('is tried as its own policy has it', async () => {
    await subscribeAddress({
      DeliveryPolicy:
        '{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":2,"numRetries":2,"numNoDelayRetries":1}}',
    });
    receiver.answer(() => 500);
    await publish();
    await sns.advance(0);
    expect(receiver.received).toHaveLength(2);
    await sns.advance(2000);
    await sns.advance(60_000);
    expect(receiver.received).toHaveLength(3);
  });

  test('that refuses is not tried again, and is not followed elsewhere', async () => {
    await subscribeAddress();
    receiver.answer(() => 404);
    await publish();
    await sns.advance(60_000);
    expect(receiver.received).toHaveLength(1);
    receiver.answer(() => 302);
    await publish();
    await sns.advance(0);
    expect(receiver.received).toHaveLength(2);
  });

  test('gets nothing once the subscription has ended', async () => {
    const arn = await subscribeAddress();
    receiver.answer(() => 500);
    await publish();
    await sns.advance(0);
    await sns.call('Unsubscribe', { SubscriptionArn: arn });
    await sns.advance(60_000);
    expect(receiver.received).toHaveLength(1);
  });

  test('can confirm and end by the links in its messages alone', async () => {
    await sns.call('Subscribe', { TopicArn: topicArn, Protocol: 'http', Endpoint: receiver.url });
    await sns.advance(0);
    const { Token } = JSON.parse(receiver.received[0]?.body ?? '') as { readonly Token: string };
    const caller = { ...owner, arn: '', userId: '', accessKeyId: '' };
    const { links } = sns.service;
    await expect(links.confirm({ TopicArn: topicArn, Token: 'guessed' }, caller)).rejects.toMatchObject({
      message: 'Invalid parameter: Token',
    });
    const { SubscriptionArn = '' } = await links.confirm({ TopicArn: topicArn, Token }, caller);
    const { Attributes } = await sns.call('GetSubscriptionAttributes', { SubscriptionArn });
    expect(Attributes).toMatchObject({ PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'false' });
    await links.unsubscribe({ SubscriptionArn }, caller);
    expect((await sns.call('ListSubscriptions', {})).Subscriptions).toEqual([]);
  });
});

describe('a batch', () => {
  test('tells of each message whether it was sent', async () => {
    await subscribeFunction();
    const answer = await sns.call('PublishBatch', {
      TopicArn: topicArn,
      PublishBatchRequestEntries: [
        { Id: 'one', Message: 'first' },
        { Id: 'two', Message: '' },
      ],
    });
    await sns.advance(0);
    expect(answer).toMatchObject({
      Successful: [{ Id: 'one' }],
      Failed: [{ Id: 'two', Code: 'InvalidParameter', Message: 'Invalid parameter: Empty message', SenderFault: true }],
    });
    expect(sns.invocations).toHaveLength(1);
  });
});
