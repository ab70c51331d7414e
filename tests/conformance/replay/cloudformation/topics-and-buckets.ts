/** Topics and buckets that a stack made, as their own services tell of them. */
import {
  GetBucketCorsCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketWebsiteCommand,
  GetObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { recordSuccess } from '../record.ts';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { getAtt, join, ref } from './topics.ts';
import { describeStack } from './update-process.ts';

const StackName = 'recorded-stack';
const outputsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));

const updatable: Template = {
  Parameters: Object.fromEntries(
    ['TopicName', 'DisplayName', 'Environment', 'Project'].map((name) => [name, { Type: 'String' }]),
  ),
  Resources: {
    TestTopic: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: ref('TopicName'),
        DisplayName: ref('DisplayName'),
        Tags: ['Environment', 'Project'].map((Key) => ({ Key, Value: ref(Key) })),
      },
    },
    FixedTestSubscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { Protocol: 'email', Endpoint: 'test@example.com', TopicArn: ref('TestTopic') },
    },
  },
  Outputs: outputsOf({ TopicArn: ref('TestTopic') }),
};

const updateTopic = (newName: string, attributesItem: string) => async (replay: StackReplay) => {
  const sns = new SNSClient(replay.platform.clientConfig);
  const told = async (attributes: string, subscriptions: string): Promise<void> => {
    const { TopicArn } = await replay.outputs();
    replay.value(attributes, recordSuccess(await sns.send(new GetTopicAttributesCommand({ TopicArn }))));
    const output = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    // The recorder wrote this for whatever ARN there was.
    const Subscriptions = output.Subscriptions?.map((one) => ({ ...one, SubscriptionArn: 'PendingConfirmation' }));
    replay.value(subscriptions, recordSuccess({ ...output, Subscriptions }));
  };
  const own = { DisplayName: 'Initial Display Name', Environment: 'test', Project: 'localstack' };
  await replay.deploy(updatable, { parameters: { TopicName: 'test-topic', ...own } });
  await told('initial-topic-attributes', 'initial-subscriptions');
  const next = { DisplayName: 'Updated Display Name', Environment: 'production', Project: 'backend' };
  await replay.update(updatable, { TopicName: newName, ...next });
  await told(attributesItem, 'new-subscriptions');
};

const topics = casesOf('resources/test_sns', {
  test_sns_topic_update_attributes: updateTopic('test-topic', 'updated-topic-attributes'),
  test_sns_topic_update_name: updateTopic('test-topic-new', 'new-topic-attributes'),
  test_sns_topic_policy_resets_to_default: async (replay) => {
    const sns = new SNSClient(replay.platform.clientConfig);
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'found-topic' }));
    const policyItem = async (item: string): Promise<void> => {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      replay.value(item, Attributes?.['Policy']);
    };
    await policyItem('default-topic-attributes');
    const Statement = [
      {
        Sid: '0',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'sns:Publish',
        Resource: TopicArn,
        Condition: { StringEquals: { 'aws:SourceAccount': replay.platform.account } },
      },
    ];
    const { StackId: id } = await replay.deploy({
      Resources: {
        Policy: {
          Type: 'AWS::SNS::TopicPolicy',
          Properties: { Topics: [TopicArn], PolicyDocument: { Version: '2012-10-17', Statement } },
        },
      },
    });
    await policyItem('modified-topic-attributes');
    await replay.delete(id);
    await policyItem('reverted-topic-attributes');
  },
  test_sns_topic_fifo_without_suffix_fails: async (replay) => {
    const { Id: ChangeSetName = '', StackId: id = '' } = await replay.cloudformation.createChangeSet({
      StackName,
      ChangeSetName: 'recorded-changes',
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify({
        Parameters: { TopicName: { Type: 'String' } },
        Resources: {
          topic: {
            Type: 'AWS::SNS::Topic',
            Properties: { TopicName: ref('TopicName'), FifoTopic: true, ContentBasedDeduplication: true },
          },
        },
      }),
      Parameters: [{ ParameterKey: 'TopicName', ParameterValue: 'first-in-first-out' }],
    });
    await replay.changeSet(ChangeSetName);
    await replay.cloudformation.executeChangeSet({ ChangeSetName });
    await replay.settle(id);
    replay.value('describe-stack', await describeStack(replay, id));
  },
});

const bucket = (Properties: Template): Template => ({
  Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } },
  Outputs: outputsOf({ BucketName: ref('Bucket') }),
});
const twoBuckets = (one: Template, other: Template): Template => ({
  Resources: {
    One: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'bucket-one', ...one } },
    Other: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'bucket-other', ...other } },
  },
});
const s3Of = (replay: StackReplay) => new S3Client(replay.platform.clientConfig);

const buckets = casesOf('resources/test_s3', {
  test_cors_configuration: async (replay) => {
    const rule = { AllowedMethods: ['GET'], AllowedOrigins: ['*'] };
    const whole = {
      ...rule,
      AllowedHeaders: ['*', 'x-amz-*'],
      ExposedHeaders: ['Date'],
      Id: 'test-cors-id',
      MaxAge: 3600,
    };
    await replay.deploy(
      twoBuckets({ CorsConfiguration: { CorsRules: [whole] } }, { CorsConfiguration: { CorsRules: [rule] } }),
    );
    const told = async (Bucket: string) => recordSuccess(await s3Of(replay).send(new GetBucketCorsCommand({ Bucket })));
    replay.value('cors-info-optional', await told('bucket-one'));
    replay.value('cors-info-only-required', await told('bucket-other'));
  },
  test_website_configuration: async (replay) => {
    await replay.deploy(
      bucket({
        BucketName: 'bucket-one',
        WebsiteConfiguration: {
          IndexDocument: 'index.html',
          ErrorDocument: 'error.html',
          RoutingRules: [
            {
              RoutingRuleCondition: { HttpErrorCodeReturnedEquals: '404', KeyPrefixEquals: 'out1/' },
              RedirectRule: { ReplaceKeyWith: 'redirected.html' },
            },
          ],
        },
      }),
    );
    const output = await s3Of(replay).send(new GetBucketWebsiteCommand({ Bucket: 'bucket-one' }));
    replay.value('get_bucket_website', recordSuccess(output));
  },
  test_object_lock_configuration: async (replay) => {
    const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: 2 } };
    await replay.deploy(
      twoBuckets(
        { ObjectLockEnabled: true, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } },
        { ObjectLockEnabled: true },
      ),
    );
    const told = async (Bucket: string) =>
      recordSuccess(await s3Of(replay).send(new GetObjectLockConfigurationCommand({ Bucket })));
    replay.value('object-lock-info-with-configuration', await told('bucket-one'));
    replay.value('object-lock-info-only-enabled', await told('bucket-other'));
  },
  test_bucketpolicy: async (replay) => {
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'],
        Resource: [getAtt('Bucket', 'Arn'), join('', [getAtt('Bucket', 'Arn'), '/*'])],
      },
    ];
    const { Resources } = bucket({ BucketName: 'bucket-one' });
    const Policy = {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: ref('Bucket'), PolicyDocument: { Version: '2012-10-17', Statement } },
    };
    await replay.deploy({ Resources: { ...(Resources as Template), Policy } });
    replay.value('bucket', { BucketName: 'bucket-one' });
    const get = () => s3Of(replay).send(new GetBucketPolicyCommand({ Bucket: 'bucket-one' }));
    replay.value('get-policy-true', (await get()).Policy);
    await replay.update({ Resources });
    await replay.refusalOfOthers('no-policy', get());
  },
  test_cfn_handle_s3_notification_configuration: async (replay) => {
    const Event = 's3:ObjectCreated:*';
    const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'told-queue' } };
    const { StackId: id } = await replay.deploy({
      Resources: {
        Queue: queue,
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: 'bucket-one',
            NotificationConfiguration: { QueueConfigurations: [{ Event, Queue: getAtt('Queue', 'Arn') }] },
          },
        },
      },
    });
    const get = () => s3Of(replay).send(new GetBucketNotificationConfigurationCommand({ Bucket: 'bucket-one' }));
    replay.value('get_bucket_notification_configuration', recordSuccess(await get()));
    await replay.delete(id);
    await replay.refusalOfOthers('get_bucket_notification_configuration_error', get());
  },
});

export const storeCases: readonly StackCase[] = [...topics, ...buckets];
