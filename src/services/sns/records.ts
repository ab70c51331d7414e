/** Topics and subscriptions in the store. */
import { ApiError } from '../../aws/api-error.ts';
import type { Change, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import { retryConflicts as retry } from '../../storage/retry-on-conflict.ts';
import type { SnsContext } from './context.ts';
import { subscriptionNotFound, topicNotFound } from './errors.ts';
import {
  subscriptionKey,
  type SubscriptionReference,
  subscriptionsPrefix,
  topicKey,
  type TopicReference,
} from './resources/keys.ts';
import type { SubscriptionRecord } from './resources/subscription.ts';
import type { TopicRecord } from './resources/topic.ts';

type StoreHolder = Pick<SnsContext, 'store'>;

export async function requireTopic({ store }: StoreHolder, reference: TopicReference): Promise<Stored<TopicRecord>> {
  const stored = await store.documents.get<TopicRecord>(topicKey(reference));
  if (stored === undefined) throw topicNotFound();
  return stored;
}

export interface TopicChange {
  /** Absent: the topic stays as it is, and so does all else. */
  readonly topic?: TopicRecord;
  /** Written in the same transaction. */
  readonly changes?: readonly Change[];
}

/**
 * Changes a topic, or what hangs on it, as it is at that moment: all that is done to one topic is
 * done one after the other. The change may be decided more than once.
 */
export async function changeTopic<T>(
  context: StoreHolder,
  reference: TopicReference,
  decide: (topic: TopicRecord) => Promise<TopicChange & { readonly result: T }>,
): Promise<T> {
  return retryConflicts(async () => {
    const stored = await requireTopic(context, reference);
    const { topic, changes = [], result } = await decide(stored.value);
    if (topic !== undefined)
      await context.store.documents.write([
        { kind: 'put', key: stored.key, value: topic, ifRevision: stored.revision },
        ...changes,
      ]);
    return result;
  });
}

const lost = (): ApiError =>
  new ApiError('ThrottledException', 'Too many requests change this topic at the same time. Try again.');

/** Repeats a read, a decision and a write until no other write came between. */
export const retryConflicts = <T>(attempt: () => Promise<T>): Promise<T> => retry(attempt, lost);

export async function requireSubscription(
  { store }: StoreHolder,
  reference: SubscriptionReference,
): Promise<Stored<SubscriptionRecord>> {
  const stored = await store.documents.get<SubscriptionRecord>(subscriptionKey(reference));
  if (stored === undefined) throw subscriptionNotFound();
  return stored;
}

export async function listTopicSubscriptions(
  { store }: StoreHolder,
  topic: TopicReference,
): Promise<readonly Stored<SubscriptionRecord>[]> {
  return Array.fromAsync(readAll<SubscriptionRecord>(store.documents, subscriptionsPrefix(topic)));
}
