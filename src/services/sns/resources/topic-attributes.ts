import { type AttributeSource, invalidAttribute, invalidParameter } from '../errors.ts';
import { defaultDeliveryPolicy, describeTopicPolicy, parseTopicPolicy } from './delivery-policy.ts';
import { topicArn, type TopicRecord } from './topic.ts';

interface AttributeChange {
  readonly name: string;
  readonly value: string;
  readonly source: AttributeSource;
}

/** The topic with one attribute changed. */
export function withTopicAttribute(topic: TopicRecord, { name, value, source }: AttributeChange): TopicRecord {
  switch (name) {
    case 'DisplayName':
      if (value.length > 100)
        throw invalidAttribute(source, 'DisplayName: Display name must be 100 characters or less');
      return { ...topic, displayName: value };
    case 'Policy':
      requirePolicy(value, source);
      return { ...topic, policy: value };
    case 'DeliveryPolicy': {
      const { deliveryPolicy: _, ...rest } = topic;
      if (value === '') return rest;
      parseTopicPolicy(value, source);
      return { ...rest, deliveryPolicy: value };
    }
    default:
      throw refuseAttribute(name);
  }
}

function requirePolicy(text: string, source: AttributeSource): void {
  try {
    const policy: unknown = JSON.parse(text);
    if (typeof policy === 'object' && policy !== null && 'Statement' in policy) return;
  } catch {
    // Said below: a text that is no JSON is no policy either.
  }
  throw invalidAttribute(source, 'Policy Error: null');
}

const known =
  /^(KmsMasterKeyId|TracingConfig|SignatureVersion|FifoTopic|ContentBasedDeduplication|FifoThroughputScope|ArchivePolicy|(HTTP|Lambda|SQS|Firehose|Application)(SuccessFeedbackRoleArn|FailureFeedbackRoleArn|SuccessFeedbackSampleRate))$/;

function refuseAttribute(name: string): Error {
  return invalidParameter('AttributeName', known.test(name) ? `Serin does not serve the attribute ${name}` : undefined);
}

export interface SubscriptionCounts {
  readonly confirmed: number;
  readonly pending: number;
}

export function describeTopic(topic: TopicRecord, counts: SubscriptionCounts): Record<string, string> {
  const policy =
    topic.deliveryPolicy === undefined ? defaultDeliveryPolicy : parseTopicPolicy(topic.deliveryPolicy, 'set');
  return {
    Policy: topic.policy,
    Owner: topic.account,
    SubscriptionsPending: String(counts.pending),
    TopicArn: topicArn(topic),
    EffectiveDeliveryPolicy: describeTopicPolicy(policy),
    SubscriptionsConfirmed: String(counts.confirmed),
    DisplayName: topic.displayName,
    SubscriptionsDeleted: String(topic.deletedCount),
    ...(topic.deliveryPolicy !== undefined && { DeliveryPolicy: topic.deliveryPolicy }),
  };
}
