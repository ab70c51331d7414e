import { ApiError } from '../../../aws/api-error.ts';
import { deleteConfiguration, putConfigurations, requireConfiguration } from '../bucket-configurations.ts';
import type { S3Input, S3Operation } from '../context.ts';

/** Keeps the rules. Serin carries none of them out: nothing is deleted that no one asked to delete. */
export const putBucketLifecycle: S3Operation<'PutBucketLifecycleConfiguration'> = async (input, context) => {
  const rules = input.LifecycleConfiguration?.Rules;
  const unnamed = rules?.map((rule) => ({ ...rule, ID: rule.ID ?? context.random.uuid() }));
  await putConfigurations(context, input, { lifecycle: unnamed && { Rules: unnamed } });
  return {
    TransitionDefaultMinimumObjectSize: input.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K',
  };
};

export const getBucketLifecycle: S3Operation<'GetBucketLifecycleConfiguration'> = async (input, context) => {
  const absent = (): ApiError =>
    new ApiError('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', {
      BucketName: input.Bucket,
    });
  const { Rules: rules } = await requireConfiguration(context, input, 'lifecycle', absent);
  return {
    Rules: rules?.map(reviveDates),
    TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
  };
};

export const deleteBucketLifecycle: S3Operation<'DeleteBucketLifecycle'> = async (input, context) => {
  await deleteConfiguration(context, input, 'lifecycle');
  return {};
};

type Rule = NonNullable<
  NonNullable<S3Input<'PutBucketLifecycleConfiguration'>['LifecycleConfiguration']>['Rules']
>[number];

/** Dates lie in the store as JSON writes them. */
function reviveDates(rule: Rule): Rule {
  const { Expiration: expiration, Transitions: transitions } = rule;
  const revived = <T extends { Date?: Date | undefined }>(part: T): T =>
    part.Date === undefined ? part : { ...part, Date: new Date(part.Date) };
  return {
    ...rule,
    ...(expiration && { Expiration: revived(expiration) }),
    ...(transitions && { Transitions: transitions.map(revived) }),
  };
}
