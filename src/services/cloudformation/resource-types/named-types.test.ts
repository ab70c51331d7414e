/** Types that are made and changed at once: made, changed, deleted, and undone where they are refused. */
import { describe, expect, test } from 'vitest';
import { call, openTypeStage } from '../type-stage.fixture.ts';
import { arn, createFunction, document, topicArn, topicPolicy, trust } from './life.fixture.ts';
import { lives } from './named-types.fixture.ts';

describe.each([false, true])('with calls repeated after crashes: %s', (crashes) => {
  test.each(lives)('$typeName is made, changed and deleted', async (life) => {
    await using stage = await openTypeStage({ crashes });
    await life.given?.(stage);
    const live = await stage.made(life.typeName, life.first);
    if (typeof life.id === 'string') expect(live.physicalId).toBe(life.id);
    else expect(live.physicalId).toMatch(life.id);
    expect(live.attributes).toMatchObject(life.attributes);
    expect(await life.look(stage, live.physicalId)).toMatchObject(life.seen[0]);
    let last = live;
    if (life.second !== undefined) {
      const { outcome, live: changed } = await stage.update(live, life.second);
      expect(outcome).toMatchObject({ kind: 'done', physicalId: live.physicalId });
      last = changed ?? live;
      expect(await life.look(stage, live.physicalId)).toMatchObject(life.seen[1] ?? {});
    }
    expect((await stage.delete(last)).outcome.kind).toBe('done');
    // Once it is gone it is as good as deleted.
    expect((await stage.delete(last)).outcome.kind).toBe('done');
    expect(await life.look(stage, live.physicalId).catch(() => undefined)).toBeUndefined();
    expect(stage.problems).toEqual([]);
  });
});

test.each(lives.filter(({ id }) => typeof id === 'string' && !id.includes(':layer:')))(
  '$typeName of an ID that is taken is not taken over',
  async (life) => {
    await using stage = await openTypeStage();
    await life.given?.(stage);
    await stage.made(life.typeName, life.first);
    const { outcome } = await stage.create(life.typeName, life.first);
    expect(outcome).toMatchObject({ kind: 'failed', code: 'AlreadyExists' });
  },
);

test('a role that could not be made leaves nothing behind', async () => {
  await using stage = await openTypeStage();
  const properties = { AssumeRolePolicyDocument: trust, RoleName: 'deployer', ManagedPolicyArns: ['no ARN'] };
  const { outcome } = await stage.create('AWS::IAM::Role', properties);
  expect(outcome).toMatchObject({ kind: 'failed', physicalId: 'deployer' });
  const half = await stage.made('AWS::CloudFormation::WaitConditionHandle', {});
  const deleted = await stage.delete({ ...half, typeName: 'AWS::IAM::Role', physicalId: 'deployer', properties });
  expect(deleted.outcome.kind).toBe('done');
  expect((await stage.iam.ListRoles({}, call)).Roles).toEqual([]);
});

test('a subscription that cannot be set up, and a policy that cannot be given to all, leave nothing behind', async () => {
  await using stage = await openTypeStage();
  await createFunction(stage);
  await stage.made('AWS::SNS::Topic', { TopicName: 'told' });
  const subscription = { TopicArn: topicArn, Protocol: 'lambda', Endpoint: arn('lambda', 'function:checkout') };
  const refused = await stage.create('AWS::SNS::Subscription', { ...subscription, FilterPolicy: 'no policy' });
  expect(refused.outcome.kind).toBe('failed');
  expect(refused.physicalId).toMatch(/:told:/);
  const policy = { PolicyName: 'hooks', PolicyDocument: document('sns:Publish'), Roles: ['runner', 'nobody'] };
  expect((await stage.create('AWS::IAM::Policy', policy)).outcome).toMatchObject({ kind: 'failed', code: 'NotFound' });
  expect((await stage.iam.ListRolePolicies({ RoleName: 'runner' }, call)).PolicyNames).toEqual([]);
});

test.each([
  ['AWS::IAM::Role', { AssumeRolePolicyDocument: trust, RoleName: 'deployer' }, { ManagedPolicyArns: ['no ARN'] }],
  [
    'AWS::IAM::Policy',
    { PolicyName: 'hooks', PolicyDocument: document('sns:Publish'), Roles: ['runner'] },
    { Roles: ['runner', arn('iam', 'role/runner', '')] },
  ],
  ['AWS::IAM::ManagedPolicy', { PolicyDocument: document('sns:Publish') }, { Roles: ['no/name'] }],
  ['AWS::Events::Rule', { EventPattern: { source: ['shop'] } }, { Targets: [{ Id: 'no name', Arn: topicArn }] }],
  ['AWS::SNS::TopicPolicy', { PolicyDocument: topicPolicy('first'), Topics: [topicArn] }, { Topics: ['no ARN'] }],
])('a change of an %s that is refused can be undone', async (typeName, first, change) => {
  await using stage = await openTypeStage();
  await stage.createRole('runner', 'lambda');
  await stage.made('AWS::SNS::Topic', { TopicName: 'told' });
  const live = await stage.made(typeName, first);
  const { outcome } = await stage.update(live, { ...first, ...change });
  expect(outcome.kind).toBe('failed');
  const changed = { ...live, properties: { ...first, ...change } };
  expect((await stage.update(changed, first, { isRollback: true })).outcome.kind).toBe('done');
});

test('a bucket that is not empty is not deleted', async () => {
  await using stage = await openTypeStage();
  const live = await stage.made('AWS::S3::Bucket', { BucketName: 'orders' });
  await stage.s3.PutObject({ Bucket: 'orders', Key: 'one', Body: Buffer.from('1') }, call);
  const { outcome } = await stage.delete(live);
  expect(outcome).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('The bucket you tried to delete is not empty (Service: S3, Status Code: 409'),
  });
});

test('what Serin only records of a rule and of a subscription is said', async () => {
  await using stage = await openTypeStage();
  await stage.made('AWS::SNS::Topic', { TopicName: 'told' });
  const queue = arn('sqs', 'orders');
  const rule = { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'queue', Arn: queue }] };
  expect((await stage.create('AWS::Events::Rule', rule)).notes).toEqual([
    'Serin sends no events to what these targets of the rule name: queue',
  ]);
  const subscription = await stage.create('AWS::SNS::Subscription', {
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: queue,
  });
  expect(subscription.notes).toEqual([
    'Serin does not deliver to sqs: this subscription is recorded, and gets no messages',
  ]);
  const onBus = await stage.made('AWS::Events::Rule', { ...rule, Name: 'r', EventBusName: 'orders' });
  expect(onBus).toMatchObject({ physicalId: 'orders|r', attributes: { Arn: arn('events', 'rule/orders/r') } });
  expect((await stage.delete(onBus)).outcome.kind).toBe('done');
});
