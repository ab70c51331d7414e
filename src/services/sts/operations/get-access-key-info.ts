import { ApiError } from '../../../aws/api-error.ts';
import type { StsOperation } from '../context.ts';
import { findCredentials } from '../resources/credentials.ts';

/** Tells whose key it is. AWS reads that off the key; here it stands beside it. */
export const getAccessKeyInfo: StsOperation<'GetAccessKeyInfo'> = async (input, context, { caller }) => {
  const accessKeyId = input.AccessKeyId ?? '';
  const known = await findCredentials(context.store, accessKeyId);
  const account = known?.account ?? (accessKeyId === caller.accessKeyId ? caller.account : undefined);
  if (account === undefined) throw new ApiError('ValidationError', `The access key ${accessKeyId} is not known here.`);
  return { Account: account };
};
