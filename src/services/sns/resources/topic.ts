/** A topic as Serin keeps it. */
import { formatArn, parseArn } from '../../../aws/arn.ts';
import { invalidParameter } from '../errors.ts';
import type { Owner, SubscriptionReference, TopicReference } from './keys.ts';
import type { Tag } from './tags.ts';

export interface TopicRecord extends TopicReference {
  readonly displayName: string;
  /** JSON text. */
  readonly policy: string;
  /** JSON text, as it was given. */
  readonly deliveryPolicy?: string;
  readonly tags: readonly Tag[];
  /** Subscriptions that were ended. */
  readonly deletedCount: number;
}

export function requireTopicName(name: string): void {
  if (name.endsWith('.fifo'))
    throw invalidParameter('Topic Name', 'Serin serves no FIFO topics: the name must not end in .fifo');
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
}

export function topicArn({ region, account, name }: TopicReference): string {
  return formatArn({ service: 'sns', region, account, resource: name });
}

export function subscriptionArn({ region, account, topicName, id }: SubscriptionReference): string {
  return formatArn({ service: 'sns', region, account, resource: `${topicName}:${id}` });
}

/** Reads the ARN of a topic; one of another region or account names no topic that the caller has. */
export function parseTopicArn(text: string | undefined, caller: Owner): TopicReference {
  const { region, account, resource } = requireSnsArn(text ?? '', 'TopicArn');
  if (region !== caller.region || account !== caller.account) throw invalidParameter('TopicArn');
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(resource)) throw invalidParameter('Topic Name');
  return { region, account, name: resource };
}

export function parseSubscriptionArn(text: string | undefined, caller: Owner): SubscriptionReference {
  const { region, account, resource } = requireSnsArn(text ?? '', 'SubscriptionArn');
  const [topicName, id, ...rest] = resource.split(':');
  if (topicName === undefined || id === undefined || rest.length > 0 || !/^[0-9a-f-]{36}$/.test(id))
    throw invalidParameter('SubscriptionArn', 'An ARN of a subscription ends in its topic and its ID');
  if (region !== caller.region || account !== caller.account) throw invalidParameter('SubscriptionArn');
  return { region, account, topicName, id };
}

function requireSnsArn(text: string, member: 'TopicArn' | 'SubscriptionArn') {
  const elements = text.split(':').length;
  if (elements < 6) throw invalidParameter(member, `An ARN must have at least 6 elements, not ${elements}`);
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== 'sns') throw invalidParameter(member);
  return arn;
}

/** The policy of a topic that was given none. */
export function defaultPolicy(topic: TopicReference): string {
  const operations = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: operations.map((operation) => `SNS:${operation}`),
        Resource: topicArn(topic),
        Condition: { StringEquals: { 'AWS:SourceOwner': topic.account } },
      },
    ],
  });
}
