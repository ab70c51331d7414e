import type { SnsOperation } from '../context.ts';
import { listPage } from '../pages.ts';
import { requireTopic } from '../records.ts';
import { allSubscriptionsPrefix, subscriptionsPrefix } from '../resources/keys.ts';
import { describeSubscription, type SubscriptionRecord } from '../resources/subscription.ts';
import { parseTopicArn } from '../resources/topic.ts';

export const listSubscriptions: SnsOperation<'ListSubscriptions'> = async (input, { store }, { caller }) => {
  const prefix = allSubscriptionsPrefix(caller);
  const { items, rest } = await listPage<SubscriptionRecord>(store.documents, prefix, input.NextToken);
  return { Subscriptions: items.map(({ value }) => describeSubscription(value)), ...rest };
};

export const listSubscriptionsByTopic: SnsOperation<'ListSubscriptionsByTopic'> = async (
  input,
  context,
  { caller },
) => {
  const topic = parseTopicArn(input.TopicArn, caller);
  await requireTopic(context, topic);
  const prefix = subscriptionsPrefix(topic);
  const { items, rest } = await listPage<SubscriptionRecord>(context.store.documents, prefix, input.NextToken);
  return { Subscriptions: items.map(({ value }) => describeSubscription(value)), ...rest };
};
