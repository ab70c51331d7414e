/** Topics and rules over the whole platform: what is published reaches functions and addresses. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SNS } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform, VirtualClock } from '../../src/testing/index.ts';
import { openReceiver } from './receiver.ts';

/** Tells its event to the receiver. */
const forwarding = `export const handler = async (event) => {
  await fetch(process.env.RECEIVER, { method: 'POST', body: JSON.stringify(event) });
};`;

let folder: string;
let clock: VirtualClock;
let platform: TestPlatform;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let lambda: Lambda;
let sns: SNS;
let events: EventBridge;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-notifications-'));
  clock = new VirtualClock();
  receiver = await openReceiver();
  await start();
});

afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  platform = await startTestPlatform({ platform: { dataFolder: folder }, clock });
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  lambda = new Lambda(config);
  sns = new SNS(config);
  events = new EventBridge(config);
}

async function createForwardingFunction(): Promise<string> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await new IAMClient(platform.clientConfig).send(
    new CreateRoleCommand({
      RoleName: 'runner',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const { FunctionArn = '' } = await lambda.createFunction({
    FunctionName: 'forwarding',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: Role?.Arn ?? '',
    Timeout: 30,
    Environment: { Variables: { RECEIVER: receiver.url } },
    Code: { ZipFile: packageOf(forwarding) },
  });
  await platform.advance(1000);
  await lambda.publishVersion({ FunctionName: 'forwarding' });
  await lambda.createAlias({ FunctionName: 'forwarding', Name: 'live', FunctionVersion: '1' });
  return `${FunctionArn}:live`;
}

async function createTopic(): Promise<string> {
  const { TopicArn = '' } = await sns.createTopic({ Name: 'news', Tags: [{ Key: 'team', Value: 'shop' }] });
  return TopicArn;
}

describe('a message', () => {
  test('reaches the alias of a function as the event that AWS sends', async () => {
    const functionArn = await createForwardingFunction();
    const TopicArn = await createTopic();
    const { SubscriptionArn } = await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: functionArn });
    const { MessageId } = await sns.publish({ TopicArn, Subject: 'Hear', Message: 'the news' });
    await platform.advance(0);
    const { body } = await receiver.next();
    expect(JSON.parse(body)).toMatchObject({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: SubscriptionArn,
          Sns: { Type: 'Notification', MessageId, TopicArn, Subject: 'Hear', Message: 'the news' },
        },
      ],
    });
  });

  test('reaches an address that has confirmed, after a failure and a restart', async () => {
    const TopicArn = await createTopic();
    await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: receiver.url });
    await platform.advance(0);
    const { SubscribeURL } = JSON.parse((await receiver.next()).body) as { readonly SubscribeURL: string };
    const confirmed = await fetch(SubscribeURL);
    expect(confirmed.status).toBe(200);
    const { Subscriptions } = await sns.listSubscriptionsByTopic({ TopicArn });
    expect(await confirmed.text()).toContain(
      `<SubscriptionArn>${Subscriptions?.[0]?.SubscriptionArn}</SubscriptionArn>`,
    );
    receiver.answer(503);
    const { MessageId } = await sns.publish({ TopicArn, Message: 'the news' });
    await platform.advance(0);
    const first = await receiver.next();
    await platform.advance(0);
    await platform[Symbol.asyncDispose]();
    receiver.answer(200);
    await start();
    await platform.advance(20_000);
    const second = await receiver.next();
    expect(second.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
    });
    expect(JSON.parse(second.body)).toMatchObject({
      ...(JSON.parse(first.body) as object),
      UnsubscribeURL: expect.any(String),
    });
    const { UnsubscribeURL } = JSON.parse(second.body) as { readonly UnsubscribeURL: string };
    expect((await fetch(UnsubscribeURL)).status).toBe(200);
    expect((await sns.listSubscriptions({})).Subscriptions).toEqual([]);
  });

  test('is not confirmed by a guess, and no other operation goes unsigned', async () => {
    const TopicArn = await createTopic();
    const guess = await fetch(`${platform.endpoint}/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=guess`);
    expect(guess.status).toBe(400);
    expect(await guess.text()).toContain('<Code>InvalidParameter</Code>');
    const other = await fetch(`${platform.endpoint}/?Action=DeleteTopic&Version=2010-03-31&TopicArn=${TopicArn}`);
    expect(other.status).toBe(403);
    const posted = await fetch(`${platform.endpoint}/?Action=Unsubscribe&SubscriptionArn=${TopicArn}:x`, {
      method: 'POST',
    });
    expect(posted.status).toBe(403);
  });
});

describe('an event', () => {
  test('that fits a rule reaches a function and a topic', async () => {
    const functionArn = await createForwardingFunction();
    const TopicArn = await createTopic();
    await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: functionArn });
    await events.putRule({ Name: 'orders', EventPattern: '{"detail":{"total":[{"numeric":[">",100]}]}}' });
    const { FailedEntryCount } = await events.putTargets({
      Rule: 'orders',
      Targets: [{ Id: 'topic', Arn: TopicArn, InputPath: '$.detail' }],
    });
    expect(FailedEntryCount).toBe(0);
    const entry = { Source: 'shop', DetailType: 'Order' };
    const { Entries } = await events.putEvents({
      Entries: [
        { ...entry, Detail: '{"total":7}' },
        { ...entry, Detail: '{"total":700}' },
      ],
    });
    expect(Entries?.every(({ EventId }) => EventId !== undefined)).toBe(true);
    await platform.advance(0);
    const { body } = await receiver.next();
    expect(JSON.parse(body)).toMatchObject({ Records: [{ Sns: { Message: '{"total":700}' } }] });
    await events.putTargets({ Rule: 'orders', Targets: [{ Id: 'topic', Arn: functionArn }] });
    await events.putEvents({ Entries: [{ ...entry, Detail: '{"total":701}' }] });
    await platform.advance(0);
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({
      source: 'shop',
      'detail-type': 'Order',
      detail: { total: 701 },
    });
    expect(receiver.received).toEqual([]);
  });

  test('comes by a schedule', async () => {
    const functionArn = await createForwardingFunction();
    await events.putRule({ Name: 'hourly', ScheduleExpression: 'rate(1 hour)' });
    await events.putTargets({ Rule: 'hourly', Targets: [{ Id: 'one', Arn: functionArn, Input: '{"tick":true}' }] });
    await platform.advance(3_600_000);
    expect((await receiver.next()).body).toBe('{"tick":true}');
  });
});

describe('an invocation', () => {
  test('leaves its record to a topic', async () => {
    const functionArn = await createForwardingFunction();
    const TopicArn = await createTopic();
    await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: functionArn });
    const DestinationConfig = { OnSuccess: { Destination: TopicArn } };
    await lambda.putFunctionEventInvokeConfig({ FunctionName: 'forwarding', DestinationConfig });
    await lambda.invoke({ FunctionName: 'forwarding', InvocationType: 'Event', Payload: '{"order":7}' });
    await platform.advance(0);
    expect((await receiver.next()).body).toBe('{"order":7}');
    // How soon the function has answered is its own matter: what it leaves is delivered when it has.
    const { Records } = JSON.parse((await receiver.next()).body) as { Records: { Sns: { Message: string } }[] };
    expect(JSON.parse(Records[0]?.Sns.Message ?? '')).toMatchObject({
      requestContext: { condition: 'Success' },
      requestPayload: { order: 7 },
    });
  });
});

describe('a client of AWS', () => {
  test('works with topics as it does with those of AWS', async () => {
    const TopicArn = await createTopic();
    await sns.setTopicAttributes({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'News' });
    const { Attributes } = await sns.getTopicAttributes({ TopicArn });
    expect(Attributes).toMatchObject({ TopicArn, DisplayName: 'News', SubscriptionsConfirmed: '0' });
    expect((await sns.listTopics({})).Topics).toEqual([{ TopicArn }]);
    expect((await sns.listTagsForResource({ ResourceArn: TopicArn })).Tags).toEqual([{ Key: 'team', Value: 'shop' }]);
    await expect(sns.createTopic({ Name: 'orders.fifo', Attributes: { FifoTopic: 'true' } })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'a@example.org' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        'Invalid parameter: Protocol Reason: Serin does not deliver to email; it delivers to http, https, lambda',
    });
    await sns.deleteTopic({ TopicArn });
    await sns.deleteTopic({ TopicArn });
    await expect(sns.publish({ TopicArn, Message: 'nobody listens' })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Topic does not exist',
    });
  });
});
