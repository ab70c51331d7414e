import type { IamOperation } from '../context.ts';
import { describeWholeRole } from '../resources/role.ts';
import { requireRole } from '../roles.ts';

export const getRole: IamOperation<'GetRole'> = async (input, context, { caller }) => {
  const { value: role } = await requireRole(context, caller.account, input.RoleName);
  return { Role: describeWholeRole(role) };
};
