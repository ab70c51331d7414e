import { ApiError } from '../../../aws/api-error.ts';
import type { SnsContext, SnsInput, SnsOperation } from '../context.ts';
import { enqueueNotifications } from '../deliveries.ts';
import { requireTopic } from '../records.ts';
import { messageBytesMax, parseMessage, sizeOf } from '../resources/message.ts';
import { parseTopicArn, type TopicRecord } from '../resources/topic.ts';

type Entry = NonNullable<SnsInput<'PublishBatch'>['PublishBatchRequestEntries']>[number];

const entriesMax = 10;

/** Sends up to ten messages; each succeeds or fails by itself. */
export const publishBatch: SnsOperation<'PublishBatch'> = async (input, context, { caller }) => {
  const reference = parseTopicArn(input.TopicArn, caller);
  const entries = input.PublishBatchRequestEntries ?? [];
  requireBatch(entries);
  const { value: topic } = await requireTopic(context, reference);
  const results = await Promise.all(entries.map((entry) => publishEntry(entry, context, topic)));
  return {
    Successful: results.flatMap((result) => (result.kind === 'sent' ? [result.entry] : [])),
    Failed: results.flatMap((result) => (result.kind === 'failed' ? [result.entry] : [])),
  };
};

function requireBatch(entries: readonly Entry[]): void {
  if (entries.length === 0)
    throw new ApiError('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
  if (entries.length > entriesMax)
    throw new ApiError(
      'TooManyEntriesInBatchRequestException',
      'The batch request contains more entries than permissible.',
    );
  const ids = entries.map(({ Id }) => Id ?? '');
  if (!ids.every((id) => /^[A-Za-z0-9_-]{1,80}$/.test(id)))
    throw new ApiError(
      'InvalidBatchEntryIdException',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  if (new Set(ids).size < ids.length)
    throw new ApiError(
      'BatchEntryIdsNotDistinctException',
      'Two or more batch entries in the request have the same Id.',
    );
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > messageBytesMax)
    throw new ApiError(
      'BatchRequestTooLongException',
      'The length of all the messages put together is more than the limit.',
    );
}

async function publishEntry(entry: Entry, context: SnsContext, topic: TopicRecord) {
  try {
    const messageId = await enqueueNotifications(context, topic, parseMessage(entry));
    return { kind: 'sent', entry: { Id: entry.Id, MessageId: messageId } } as const;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const code = error.type === 'InvalidParameterException' ? 'InvalidParameter' : 'ParameterValueInvalid';
    return {
      kind: 'failed',
      entry: { Id: entry.Id, Code: code, Message: error.message, SenderFault: true },
    } as const;
  }
}
