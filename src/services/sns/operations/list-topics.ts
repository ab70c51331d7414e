import type { SnsOperation } from '../context.ts';
import { listPage } from '../pages.ts';
import { topicsPrefix } from '../resources/keys.ts';
import { topicArn, type TopicRecord } from '../resources/topic.ts';

export const listTopics: SnsOperation<'ListTopics'> = async (input, { store }, { caller }) => {
  const { items, rest } = await listPage<TopicRecord>(store.documents, topicsPrefix(caller), input.NextToken);
  return { Topics: items.map(({ value }) => ({ TopicArn: topicArn(value) })), ...rest };
};
