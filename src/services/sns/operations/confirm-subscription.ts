import type { RequestContext } from '../../../aws/caller.ts';
import type { SnsContext, SnsInput, SnsOperation, SnsOutput } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { changeTopic, listTopicSubscriptions } from '../records.ts';
import { subscriptionKey } from '../resources/keys.ts';
import type { SubscriptionRecord } from '../resources/subscription.ts';
import { parseTopicArn, subscriptionArn } from '../resources/topic.ts';

export const confirmSubscription: SnsOperation<'ConfirmSubscription'> = (input, context, { caller }) =>
  confirm(input, context, { caller, isSigned: true });

export interface Confirmer extends Pick<RequestContext, 'caller'> {
  /** Whether the request carried a signature, and not just the token. */
  readonly isSigned: boolean;
}

/** Whoever has the token that was sent to the address listens there. */
export async function confirm(
  input: SnsInput<'ConfirmSubscription'>,
  context: SnsContext,
  { caller, isSigned }: Confirmer,
): Promise<SnsOutput<'ConfirmSubscription'>> {
  const reference = parseTopicArn(input.TopicArn, caller);
  const confirmed = await changeTopic(context, reference, async (topic) => {
    const found = (await listTopicSubscriptions(context, topic)).find(({ value }) => hasToken(value, input.Token));
    if (found?.value.confirmation.phase !== 'pending' || found.value.confirmation.expiresAt <= context.clock.now())
      throw invalidParameter('Token');
    const record: SubscriptionRecord = {
      ...found.value,
      confirmation: {
        phase: 'confirmed',
        wasAuthenticated: isSigned,
        authenticateOnUnsubscribe: isSigned && input.AuthenticateOnUnsubscribe?.toLowerCase() === 'true',
      },
    };
    return { topic, changes: [{ kind: 'put', key: subscriptionKey(record), value: record }], result: record };
  });
  return { SubscriptionArn: subscriptionArn(confirmed) };
}

const hasToken = ({ confirmation }: SubscriptionRecord, token: string | undefined): boolean =>
  confirmation.phase === 'pending' && confirmation.token === token;
