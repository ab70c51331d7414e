import { findConfiguration, putConfigurations } from '../bucket-configurations.ts';
import type { S3Operation } from '../context.ts';

/** Keeps where the bucket's events are to go. Serin's S3 sends none. */
export const putBucketNotification: S3Operation<'PutBucketNotificationConfiguration'> = async (input, context) => {
  const given = input.NotificationConfiguration;
  const named = <T extends { Id?: string | undefined }>(targets: T[] | undefined): T[] | undefined =>
    targets?.map((target) => ({ ...target, Id: target.Id ?? context.random.uuid() }));
  await putConfigurations(context, input, {
    notification: given && {
      ...given,
      LambdaFunctionConfigurations: named(given.LambdaFunctionConfigurations),
      QueueConfigurations: named(given.QueueConfigurations),
      TopicConfigurations: named(given.TopicConfigurations),
    },
  });
  return {};
};

export const getBucketNotification: S3Operation<'GetBucketNotificationConfiguration'> = async (input, context) =>
  (await findConfiguration(context, input, 'notification')) ?? {};
