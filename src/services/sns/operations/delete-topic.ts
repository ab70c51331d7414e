import type { SnsOperation } from '../context.ts';
import { listTopicSubscriptions, retryConflicts } from '../records.ts';
import { topicKey } from '../resources/keys.ts';
import { parseTopicArn } from '../resources/topic.ts';

/** Removes a topic with its subscriptions. What is not there is gone already. */
export const deleteTopic: SnsOperation<'DeleteTopic'> = async (input, context, { caller }) => {
  const topic = parseTopicArn(input.TopicArn, caller);
  const { documents } = context.store;
  await retryConflicts(async () => {
    const stored = await documents.get(topicKey(topic));
    if (stored === undefined) return;
    const subscriptions = await listTopicSubscriptions(context, topic);
    await documents.write([
      // Every subscription is made with a write to its topic: none is made while these are counted.
      { kind: 'delete', key: stored.key, ifRevision: stored.revision },
      ...subscriptions.map(({ key }) => ({ kind: 'delete' as const, key })),
    ]);
  });
  return {};
};
