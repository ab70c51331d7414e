import type { SnsOperation } from '../context.ts';
import { enqueueNotifications } from '../deliveries.ts';
import { invalidParameter } from '../errors.ts';
import { requireTopic } from '../records.ts';
import { parseMessage } from '../resources/message.ts';
import { parseTopicArn } from '../resources/topic.ts';

/** Sends a message to all subscriptions whose filter it passes. Answers when no crash can lose it any more. */
export const publish: SnsOperation<'Publish'> = async (input, context, { caller }) => {
  if (input.PhoneNumber !== undefined && input.PhoneNumber !== '')
    throw invalidParameter('PhoneNumber', 'Serin sends no text messages');
  const arn = input.TopicArn ?? input.TargetArn;
  if (arn === undefined) throw invalidParameter('TopicArn or TargetArn', 'no value for required parameter');
  const reference = parseTopicArn(arn, caller);
  const message = parseMessage(input);
  const { value: topic } = await requireTopic(context, reference);
  return { MessageId: await enqueueNotifications(context, topic, message) };
};
