/** A subscription as Serin keeps it. */
import type { SnsOperations } from '../../../api/sns.ts';
import { parseArn } from '../../../aws/arn.ts';
import { invalidParameter } from '../errors.ts';
import type { FilterPolicyScope } from './filter-policy.ts';
import type { SubscriptionReference } from './keys.ts';
import { subscriptionArn, topicArn } from './topic.ts';

type WireSubscription = NonNullable<SnsOperations['ListSubscriptions']['output']['Subscriptions']>[number];

export const protocols = ['http', 'https', 'lambda'] as const;
export type Protocol = (typeof protocols)[number];

export interface SubscriptionRecord extends SubscriptionReference {
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly confirmation: Confirmation;
  /** Who subscribed. */
  readonly principal: string;
  readonly settings: SubscriptionSettings;
}

export type Confirmation =
  | { readonly phase: 'pending'; readonly token: string; readonly expiresAt: number }
  | {
      readonly phase: 'confirmed';
      readonly wasAuthenticated: boolean;
      /** Whether only a signed request may end the subscription. */
      readonly authenticateOnUnsubscribe: boolean;
    };

export interface SubscriptionSettings {
  readonly rawMessageDelivery: boolean;
  /** JSON text. */
  readonly filterPolicy?: string;
  /** Absent: none was given, and none is told back. */
  readonly filterPolicyScope?: FilterPolicyScope;
  /** JSON text. */
  readonly deliveryPolicy?: string;
}

export function parseProtocol(text: string | undefined): Protocol {
  const protocol = protocols.find((known) => known === text);
  if (protocol !== undefined) return protocol;
  const known = ['email', 'email-json', 'sms', 'sqs', 'application', 'firehose'].includes(text ?? '');
  throw invalidParameter(
    'Protocol',
    known
      ? `Serin does not deliver to ${text}; it delivers to ${protocols.join(', ')}`
      : `Amazon SNS does not support this protocol string: ${text ?? ''}`,
  );
}

export function requireEndpoint(protocol: Protocol, endpoint: string): void {
  if (protocol === 'lambda') {
    const arn = parseArn(endpoint);
    if (
      arn?.service !== 'lambda' ||
      !/^function:[a-zA-Z0-9-_]{1,64}(:(\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/.test(arn.resource)
    )
      throw invalidParameter('Lambda endpoint ARN');
    return;
  }
  if (!endpoint.startsWith(`${protocol}://`)) throw invalidParameter('Endpoint must match the specified protocol');
  if (!URL.canParse(endpoint)) throw invalidParameter('Endpoint', 'Not a URL');
}

export const isPending = (record: SubscriptionRecord): boolean => record.confirmation.phase === 'pending';

export function describeSubscription(record: SubscriptionRecord): WireSubscription {
  return {
    SubscriptionArn: isPending(record) ? 'PendingConfirmation' : subscriptionArn(record),
    Owner: record.account,
    Protocol: record.protocol,
    Endpoint: record.endpoint,
    TopicArn: topicArnOf(record),
  };
}

export const topicArnOf = ({ region, account, topicName }: SubscriptionRecord): string =>
  topicArn({ region, account, name: topicName });
