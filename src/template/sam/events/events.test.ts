import { expect, test } from 'vitest';
import { aFunction, refusalOf, transformed } from '../transform-sam.fixture.ts';

test('events of a bucket are sent to the function, which the bucket may invoke', () => {
  const upload = { Type: 'S3', Properties: { Bucket: { Ref: 'Bucket' }, Events: 's3:ObjectCreated:*' } };
  const template = transformed({ Bucket: { Type: 'AWS::S3::Bucket' }, Fn: aFunction({ Events: { Upload: upload } }) });
  expect(template).toHaveProperty(['Resources', 'Bucket'], {
    Type: 'AWS::S3::Bucket',
    DependsOn: ['FnUploadPermission'],
    Properties: {
      NotificationConfiguration: {
        LambdaConfigurations: [{ Function: { 'Fn::GetAtt': ['Fn', 'Arn'] }, Event: 's3:ObjectCreated:*' }],
      },
    },
  });
  expect(template).toHaveProperty(['Resources', 'FnUploadPermission', 'Properties', 'Principal'], 's3.amazonaws.com');
});

test('a polled source adds to the role what polling needs, once', () => {
  const queue = (name: string) => ({ Type: 'SQS', Properties: { Queue: { 'Fn::GetAtt': [name, 'Arn'] } } });
  const template = transformed({ Fn: aFunction({ Events: { One: queue('A'), Two: queue('B') } }) });
  expect(template).toHaveProperty(
    ['Resources', 'FnRole', 'Properties', 'ManagedPolicyArns'],
    [
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole',
    ],
  );
});

test('events of a function with an alias go to the alias', () => {
  const schedule = { Type: 'Schedule', Properties: { Schedule: 'rate(1 minute)', Enabled: false } };
  const template = transformed({ Fn: aFunction({ AutoPublishAlias: 'live', Events: { Tick: schedule } }) });
  expect(template).toHaveProperty(['Resources', 'FnTick', 'Properties'], {
    ScheduleExpression: 'rate(1 minute)',
    State: 'DISABLED',
    Targets: [{ Arn: { Ref: 'FnAliaslive' }, Id: 'FnTickLambdaTarget' }],
  });
});

test('a kind of event that does not exist is refused', () => {
  expect(refusalOf({ Fn: aFunction({ Events: { Odd: { Type: 'Carrier' } } }) })).toContain(
    'Event with id [Odd] is invalid. Resource dict has missing or invalid value for key Type. Event Type is: Carrier.',
  );
});
