import type { IamOperation } from '../context.ts';
import { holdPolicy } from '../policies.ts';
import { updateRole } from '../roles.ts';
import { requireBoundary } from './create-role.ts';

/** Keeps the boundary; nothing is bounded, as no policy is enforced. */
export const putRolePermissionsBoundary: IamOperation<'PutRolePermissionsBoundary'> = async (
  input,
  context,
  { caller },
) => {
  await updateRole(context, { account: caller.account, name: input.RoleName }, async (role) => {
    const found = await requireBoundary(context, input.PermissionsBoundary);
    return { role: { ...role, permissionsBoundary: input.PermissionsBoundary }, changes: holdPolicy(found) };
  });
  return {};
};

export const deleteRolePermissionsBoundary: IamOperation<'DeleteRolePermissionsBoundary'> = async (
  input,
  context,
  { caller },
) => {
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => ({
    role: { ...role, permissionsBoundary: undefined },
  }));
  return {};
};
