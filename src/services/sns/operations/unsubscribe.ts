import { ApiError } from '../../../aws/api-error.ts';
import type { SnsContext, SnsInput, SnsOperation, SnsOutput } from '../context.ts';
import { changeTopic, retryConflicts } from '../records.ts';
import { subscriptionKey, topicKey } from '../resources/keys.ts';
import type { SubscriptionRecord } from '../resources/subscription.ts';
import { parseSubscriptionArn } from '../resources/topic.ts';
import type { Confirmer } from './confirm-subscription.ts';

export const unsubscribe: SnsOperation<'Unsubscribe'> = (input, context, { caller }) =>
  endSubscription(input, context, { caller, isSigned: true });

/** Ends a subscription. One that is not there is ended already. */
export async function endSubscription(
  input: SnsInput<'Unsubscribe'>,
  context: SnsContext,
  { caller, isSigned }: Confirmer,
): Promise<SnsOutput<'Unsubscribe'>> {
  const reference = parseSubscriptionArn(input.SubscriptionArn, caller);
  const { documents } = context.store;
  const { region, account, topicName } = reference;
  const topic = { region, account, name: topicName };
  const key = subscriptionKey(reference);
  await retryConflicts(async () => {
    const stored = await documents.get<SubscriptionRecord>(key);
    if (stored === undefined) return;
    if (!isSigned && needsSignature(stored.value))
      throw new ApiError('AuthorizationErrorException', 'Only a signed request may end this subscription.');
    if ((await documents.get(topicKey(topic))) === undefined) return;
    await changeTopic(context, topic, async (record) => ({
      topic: { ...record, deletedCount: record.deletedCount + 1 },
      changes: [{ kind: 'delete', key, ifRevision: stored.revision }],
      result: undefined,
    }));
  });
  return {};
}

const needsSignature = ({ confirmation }: SubscriptionRecord): boolean =>
  confirmation.phase === 'pending' || confirmation.authenticateOnUnsubscribe;
