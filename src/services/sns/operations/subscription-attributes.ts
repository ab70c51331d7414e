import type { SnsOperation } from '../context.ts';
import { requireSubscription, requireTopic, retryConflicts } from '../records.ts';
import { describeSettings, withSetting } from '../resources/subscription-settings.ts';
import { parseSubscriptionArn } from '../resources/topic.ts';

export const getSubscriptionAttributes: SnsOperation<'GetSubscriptionAttributes'> = async (
  input,
  context,
  { caller },
) => {
  const { value: record } = await requireSubscription(context, parseSubscriptionArn(input.SubscriptionArn, caller));
  const { value: topic } = await requireTopic(context, { ...record, name: record.topicName });
  return { Attributes: describeSettings(record, topic.deliveryPolicy) };
};

export const setSubscriptionAttributes: SnsOperation<'SetSubscriptionAttributes'> = async (
  input,
  context,
  { caller },
) => {
  const { AttributeName: name = '', AttributeValue: value = '' } = input;
  const reference = parseSubscriptionArn(input.SubscriptionArn, caller);
  await retryConflicts(async () => {
    const stored = await requireSubscription(context, reference);
    const record = stored.value;
    const settings = withSetting(record.settings, { name, value, source: 'set', protocol: record.protocol });
    await context.store.documents.write([
      { kind: 'put', key: stored.key, value: { ...record, settings }, ifRevision: stored.revision },
    ]);
  });
  return {};
};
