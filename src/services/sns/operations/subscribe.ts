import type { SnsContext, SnsOperation } from '../context.ts';
import { enqueueConfirmation } from '../deliveries.ts';
import { invalidParameter } from '../errors.ts';
import { changeTopic, listTopicSubscriptions } from '../records.ts';
import { subscriptionKey } from '../resources/keys.ts';
import {
  type Confirmation,
  isPending,
  parseProtocol,
  requireEndpoint,
  type SubscriptionRecord,
} from '../resources/subscription.ts';
import { parseSettings } from '../resources/subscription-settings.ts';
import { parseTopicArn, subscriptionArn } from '../resources/topic.ts';

/** As long as AWS keeps a token. */
const tokenLifetimeMs = 2 * 24 * 60 * 60 * 1000;

/** Makes a subscription: of a function at once, of an address when the one who listens there has confirmed it. */
export const subscribe: SnsOperation<'Subscribe'> = async (input, context, { caller }) => {
  const reference = parseTopicArn(input.TopicArn, caller);
  const protocol = parseProtocol(input.Protocol);
  const endpoint = input.Endpoint ?? '';
  requireEndpoint(protocol, endpoint);
  const settings = parseSettings(input.Attributes ?? {}, protocol);
  const subscription = await changeTopic(context, reference, async (topic) => {
    const known = await listTopicSubscriptions(context, topic);
    const existing = known.find(({ value }) => value.protocol === protocol && value.endpoint === endpoint)?.value;
    if (existing !== undefined && !isPending(existing)) {
      if (JSON.stringify(existing.settings) !== JSON.stringify(settings) && input.Attributes !== undefined)
        throw invalidParameter('Attributes', 'Subscription already exists with different attributes');
      return { result: existing };
    }
    const { region, account, name: topicName } = topic;
    const id = existing?.id ?? context.random.uuid();
    const record: SubscriptionRecord = {
      region,
      account,
      topicName,
      id,
      protocol,
      endpoint,
      settings,
      principal: caller.arn,
      confirmation: firstConfirmation(protocol, context),
    };
    return { topic, changes: [{ kind: 'put', key: subscriptionKey(record), value: record }], result: record };
  });
  await enqueueConfirmation(context, subscription);
  const arn = isPending(subscription) && input.ReturnSubscriptionArn !== true;
  return { SubscriptionArn: arn ? 'pending confirmation' : subscriptionArn(subscription) };
};

function firstConfirmation(protocol: SubscriptionRecord['protocol'], { random, clock }: SnsContext): Confirmation {
  if (protocol === 'lambda') return { phase: 'confirmed', wasAuthenticated: true, authenticateOnUnsubscribe: false };
  return {
    phase: 'pending',
    token: random.text(224, '0123456789abcdef'),
    expiresAt: clock.now() + tokenLifetimeMs,
  };
}
