/**
 * What subscribers receive, in AWS's forms. The members that carry AWS's signature are there and
 * empty: Serin has no certificate of AWS's, and nothing that checks one should be deceived.
 */
import { describeAttributes, type MessageAttributes } from './message-attributes.ts';

export interface Notification {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subscriptionArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  readonly publishedAtMs: number;
  readonly attributes: MessageAttributes;
  /** Where receivers reach Serin. */
  readonly origin: string;
}

export interface ConfirmationRequest {
  readonly messageId: string;
  readonly topicArn: string;
  readonly token: string;
  readonly publishedAtMs: number;
  readonly origin: string;
}

/** The event of a function. */
export function describeLambdaEvent(notification: Notification): string {
  return JSON.stringify({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: notification.subscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId: notification.messageId,
          TopicArn: notification.topicArn,
          Subject: notification.subject ?? null,
          Message: notification.message,
          Timestamp: timestamp(notification.publishedAtMs),
          SignatureVersion: '1',
          Signature: '',
          SigningCertUrl: '',
          UnsubscribeUrl: unsubscribeUrl(notification),
          MessageAttributes: describeAttributes(notification.attributes),
        },
      },
    ],
  });
}

/** The body of an HTTP request. */
export function describeNotification(notification: Notification): string {
  const attributes = Object.entries(describeAttributes(notification.attributes));
  return describeMembers([
    ['Type', '"Notification"'],
    ['MessageId', JSON.stringify(notification.messageId)],
    ['TopicArn', JSON.stringify(notification.topicArn)],
    ...(notification.subject === undefined ? [] : [['Subject', JSON.stringify(notification.subject)] as const]),
    ['Message', JSON.stringify(notification.message)],
    ['Timestamp', JSON.stringify(timestamp(notification.publishedAtMs))],
    ...emptySignature,
    ['UnsubscribeURL', JSON.stringify(unsubscribeUrl(notification))],
    ...(attributes.length === 0 ? [] : [['MessageAttributes', describeNested(attributes)] as const]),
  ]);
}

/** The body of the request that asks for a confirmation. */
export function describeConfirmationRequest({
  messageId,
  topicArn,
  token,
  publishedAtMs,
  origin,
}: ConfirmationRequest): string {
  const message = `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;
  const url = `${origin}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`;
  return describeMembers([
    ['Type', '"SubscriptionConfirmation"'],
    ['MessageId', JSON.stringify(messageId)],
    ['Token', JSON.stringify(token)],
    ['TopicArn', JSON.stringify(topicArn)],
    ['Message', JSON.stringify(message)],
    ['SubscribeURL', JSON.stringify(url)],
    ['Timestamp', JSON.stringify(timestamp(publishedAtMs))],
    ...emptySignature,
  ]);
}

const emptySignature = [
  ['SignatureVersion', '"1"'],
  ['Signature', '""'],
  ['SigningCertURL', '""'],
] as const;

/** JSON with AWS's spaces and lines. */
function describeMembers(members: readonly (readonly [string, string])[]): string {
  return `{\n${members.map(([name, json]) => `  "${name}" : ${json}`).join(',\n')}\n}`;
}

function describeNested(attributes: readonly (readonly [string, object])[]): string {
  const lines = attributes.map(([name, value]) => `    ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n  }`;
}

const timestamp = (atMs: number): string => new Date(atMs).toISOString();

const unsubscribeUrl = ({ origin, subscriptionArn }: Notification): string =>
  `${origin}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`;
