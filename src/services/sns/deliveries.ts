/** Puts what is to be delivered into the queue, one message for each subscription. */
import type { LeasedMessage } from '../../storage/queue.ts';
import { invariant } from '../../invariant.ts';
import type { SnsContext } from './context.ts';
import { listTopicSubscriptions } from './records.ts';
import { passesFilter } from './resources/filter-policy.ts';
import { deliveryQueue, type SubscriptionReference } from './resources/keys.ts';
import { type PublishedMessage, textFor } from './resources/message.ts';
import type { MessageAttributes } from './resources/message-attributes.ts';
import type { SubscriptionRecord } from './resources/subscription.ts';
import type { TopicRecord } from './resources/topic.ts';

/** As the queue keeps it; a notification's text lies beside it, as bytes. */
export type Delivery = {
  readonly subscription: SubscriptionReference;
  readonly messageId: string;
  readonly publishedAtMs: number;
  /** How many times it failed so far. */
  readonly failures: number;
} & (
  | { readonly kind: 'notification'; readonly subject?: string; readonly attributes: MessageAttributes }
  | { readonly kind: 'confirmation'; readonly token: string }
);

/** Resolves to the message's ID once no crash can lose any of its deliveries. */
export async function enqueueNotifications(
  context: SnsContext,
  topic: TopicRecord,
  message: PublishedMessage,
): Promise<string> {
  const { clock, random } = context;
  const messageId = random.uuid();
  const subscriptions = await listTopicSubscriptions(context, topic);
  const receivers = subscriptions.map(({ value }) => value).filter((subscription) => gets(subscription, message));
  const publishedAtMs = clock.now();
  await Promise.all(
    receivers.map(async (subscription) => {
      const delivery: Delivery = {
        kind: 'notification',
        subscription: referenceOf(subscription),
        messageId,
        publishedAtMs,
        failures: 0,
        attributes: message.attributes,
        ...(message.subject !== undefined && { subject: message.subject }),
      };
      await enqueue(context, delivery, Buffer.from(textFor(message, subscription.protocol)));
    }),
  );
  context.wakeDeliveries();
  return messageId;
}

/** Asks whoever listens at the address of a pending subscription to confirm it. */
export async function enqueueConfirmation(context: SnsContext, subscription: SubscriptionRecord): Promise<void> {
  const { confirmation } = subscription;
  if (confirmation.phase !== 'pending') return;
  const { clock, random } = context;
  const delivery: Delivery = {
    kind: 'confirmation',
    subscription: referenceOf(subscription),
    messageId: random.uuid(),
    publishedAtMs: clock.now(),
    failures: 0,
    token: confirmation.token,
  };
  await enqueue(context, delivery, new Uint8Array());
  context.wakeDeliveries();
}

export function readDelivery({ body }: LeasedMessage): Delivery {
  invariant(typeof body === 'object' && body !== null && 'kind' in body, 'a queued delivery has a kind');
  // Only this file's type is written to the queue.
  return body as Delivery;
}

function gets(subscription: SubscriptionRecord, message: PublishedMessage): boolean {
  const { confirmation, settings, protocol } = subscription;
  if (confirmation.phase === 'pending') return false;
  const { filterPolicy, filterPolicyScope = 'MessageAttributes' } = settings;
  if (filterPolicy === undefined) return true;
  return passesFilter(filterPolicy, filterPolicyScope, {
    message: textFor(message, protocol),
    attributes: message.attributes,
  });
}

async function enqueue({ store, random, clock }: SnsContext, body: Delivery, payload: Uint8Array): Promise<void> {
  const id = random.uuid();
  await store.queue.enqueue({ queue: deliveryQueue, id, body, payload, availableAtMs: clock.now() });
}

const referenceOf = ({ region, account, topicName, id }: SubscriptionRecord): SubscriptionReference => ({
  region,
  account,
  topicName,
  id,
});
