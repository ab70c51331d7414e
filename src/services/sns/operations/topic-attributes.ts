import type { SnsOperation } from '../context.ts';
import { changeTopic, listTopicSubscriptions, requireTopic } from '../records.ts';
import { isPending } from '../resources/subscription.ts';
import { parseTopicArn } from '../resources/topic.ts';
import { describeTopic, withTopicAttribute } from '../resources/topic-attributes.ts';

export const getTopicAttributes: SnsOperation<'GetTopicAttributes'> = async (input, context, { caller }) => {
  const { value: topic } = await requireTopic(context, parseTopicArn(input.TopicArn, caller));
  const subscriptions = await listTopicSubscriptions(context, topic);
  const pending = subscriptions.filter(({ value }) => isPending(value)).length;
  return { Attributes: describeTopic(topic, { pending, confirmed: subscriptions.length - pending }) };
};

export const setTopicAttributes: SnsOperation<'SetTopicAttributes'> = async (input, context, { caller }) => {
  const { AttributeName: name = '', AttributeValue: value = '' } = input;
  await changeTopic(context, parseTopicArn(input.TopicArn, caller), async (topic) => ({
    topic: withTopicAttribute(topic, { name, value, source: 'set' }),
    result: undefined,
  }));
  return {};
};
