import type { SnsOperation } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { retryConflicts } from '../records.ts';
import { topicKey } from '../resources/keys.ts';
import { hasTags, parseTags } from '../resources/tags.ts';
import { defaultPolicy, requireTopicName, topicArn, type TopicRecord } from '../resources/topic.ts';
import { withTopicAttribute } from '../resources/topic-attributes.ts';

/** Makes a topic, or finds the one of that name if it is as the request wants it. */
export const createTopic: SnsOperation<'CreateTopic'> = async (input, { store }, { caller }) => {
  const name = input.Name ?? '';
  if (input.Attributes?.['FifoTopic'] === 'true') throw invalidParameter('FifoTopic', 'Serin serves no FIFO topics');
  if (input.DataProtectionPolicy !== undefined && input.DataProtectionPolicy !== '')
    throw invalidParameter('DataProtectionPolicy', 'Serin serves no data protection policies');
  requireTopicName(name);
  const { region, account } = caller;
  const reference = { region, account, name };
  const tags = parseTags(input.Tags);
  const fresh: TopicRecord = { ...reference, displayName: '', policy: defaultPolicy(reference), tags, deletedCount: 0 };
  const { FifoTopic: _, ...attributes } = input.Attributes ?? {};
  const wanted = withAttributes(fresh, attributes);
  await retryConflicts(async () => {
    const key = topicKey(reference);
    const stored = await store.documents.get<TopicRecord>(key);
    if (stored === undefined) {
      await store.documents.write([{ kind: 'put', key, value: wanted, ifRevision: 0 }]);
      return;
    }
    if (JSON.stringify(withAttributes(stored.value, attributes)) !== JSON.stringify(stored.value))
      throw invalidParameter('Attributes', 'Topic already exists with different attributes');
    if (input.Tags !== undefined && !hasTags(stored.value.tags, tags))
      throw invalidParameter('Tags', 'Topic already exists with different tags');
  });
  return { TopicArn: topicArn(reference) };
};

function withAttributes(topic: TopicRecord, attributes: Readonly<Record<string, string>>): TopicRecord {
  return Object.entries(attributes).reduce(
    (changed, [name, value]) => withTopicAttribute(changed, { name, value, source: 'create' }),
    topic,
  );
}
