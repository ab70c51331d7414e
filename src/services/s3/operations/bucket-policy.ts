import { ApiError } from '../../../aws/api-error.ts';
import { deleteConfiguration, putConfigurations, requireConfiguration } from '../bucket-configurations.ts';
import type { S3Operation } from '../context.ts';

/** Keeps the policy. It is not enforced: whoever can sign a request to Serin is its owner. */
export const putBucketPolicy: S3Operation<'PutBucketPolicy'> = async (input, context) => {
  checkPolicy(input.Policy ?? '');
  await putConfigurations(context, input, { policy: input.Policy });
  return {};
};

export const getBucketPolicy: S3Operation<'GetBucketPolicy'> = async (input, context) => {
  const absent = (): ApiError =>
    new ApiError('NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: input.Bucket });
  return { Policy: await requireConfiguration(context, input, 'policy', absent) };
};

export const deleteBucketPolicy: S3Operation<'DeleteBucketPolicy'> = async (input, context) => {
  await deleteConfiguration(context, input, 'policy');
  return {};
};

function checkPolicy(text: string): void {
  const policy = parseObject(text);
  if (policy === undefined) {
    throw new ApiError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
  }
  if (!('Statement' in policy)) throw new ApiError('MalformedPolicy', 'Missing required field Statement');
}

function parseObject(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Not JSON: the caller says so in S3's words.
    return undefined;
  }
}
