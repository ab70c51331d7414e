/**
 * Serin has no users beside the account itself, and no instance profiles; what clients ask before
 * they make or delete other things is answered accordingly.
 */
import { ApiError } from '../../../aws/api-error.ts';
import type { IamOperation } from '../context.ts';
import { requireRole } from '../roles.ts';

export const getUser: IamOperation<'GetUser'> = async (input, _context, { caller }) => {
  const isRoot = caller.arn.endsWith(':root');
  if (input.UserName !== undefined || !isRoot) {
    if (input.UserName === undefined) {
      throw new ApiError('ValidationError', 'Must specify userName when calling with non-User credentials');
    }
    throw new ApiError('NoSuchEntityException', `The user with name ${input.UserName} cannot be found.`);
  }
  // The root user was there before any clock was asked, and has no name: so AWS answers for it too.
  return { User: { Path: '/', UserName: undefined, UserId: caller.account, Arn: caller.arn, CreateDate: new Date(0) } };
};

export const listUsers: IamOperation<'ListUsers'> = async () => ({ Users: [], IsTruncated: false });

export const listInstanceProfilesForRole: IamOperation<'ListInstanceProfilesForRole'> = async (
  input,
  context,
  { caller },
) => {
  await requireRole(context, caller.account, input.RoleName);
  return { InstanceProfiles: [], IsTruncated: false };
};
