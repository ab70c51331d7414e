import { ApiError } from '../../../aws/api-error.ts';
import type { IamOperation } from '../context.ts';
import { holdPolicy, requireAttachablePolicy, requirePolicy } from '../policies.ts';
import { pageOf, sortedBy } from '../resources/page.ts';
import { parsePolicyArn } from '../resources/policy.ts';
import { attachedPoliciesMax } from '../resources/role.ts';
import { listAllRoles, requireRole, updateRole } from '../roles.ts';

/** Attaches a managed policy; it is no error if the role has it already. */
export const attachRolePolicy: IamOperation<'AttachRolePolicy'> = async (input, context, { caller }) => {
  await updateRole(context, { account: caller.account, name: input.RoleName }, async (role) => {
    const found = await requireAttachablePolicy(context, input.PolicyArn);
    const arn = input.PolicyArn ?? '';
    if (role.attachedPolicies.includes(arn)) return { role };
    if (role.attachedPolicies.length >= attachedPoliciesMax) {
      throw new ApiError('LimitExceededException', `Cannot exceed quota for PoliciesPerRole: ${attachedPoliciesMax}`);
    }
    return { role: { ...role, attachedPolicies: [...role.attachedPolicies, arn] }, changes: holdPolicy(found) };
  });
  return {};
};

export const detachRolePolicy: IamOperation<'DetachRolePolicy'> = async (input, context, { caller }) => {
  const arn = input.PolicyArn ?? '';
  parsePolicyArn(arn);
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => {
    if (!role.attachedPolicies.includes(arn)) {
      throw new ApiError('NoSuchEntityException', `Policy ${arn} was not found.`);
    }
    return { role: { ...role, attachedPolicies: role.attachedPolicies.filter((attached) => attached !== arn) } };
  });
  return {};
};

export const listAttachedRolePolicies: IamOperation<'ListAttachedRolePolicies'> = async (
  input,
  context,
  { caller },
) => {
  const { value: role } = await requireRole(context, caller.account, input.RoleName);
  const policies = role.attachedPolicies
    .map((arn) => ({ arn, ...parsePolicyArn(arn) }))
    .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'));
  const page = pageOf(
    sortedBy(policies, ({ arn }) => arn),
    input,
    ({ arn }) => arn,
  );
  return { AttachedPolicies: page.items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...page.rest };
};

/** The roles that have the policy; users and groups there are none. */
export const listEntitiesForPolicy: IamOperation<'ListEntitiesForPolicy'> = async (input, context, { caller }) => {
  await requirePolicy(context, input.PolicyArn);
  const arn = input.PolicyArn ?? '';
  const asked = input.EntityFilter === undefined || input.EntityFilter === 'Role';
  const roles = (asked ? await listAllRoles(context, caller.account) : []).filter((role) => {
    const isUsed =
      input.PolicyUsageFilter === 'PermissionsBoundary'
        ? role.permissionsBoundary === arn
        : role.attachedPolicies.includes(arn) ||
          (input.PolicyUsageFilter === undefined && role.permissionsBoundary === arn);
    return isUsed && role.path.startsWith(input.PathPrefix ?? '/');
  });
  const page = pageOf(
    sortedBy(roles, ({ name }) => name),
    input,
    ({ name }) => name,
  );
  return {
    PolicyGroups: [],
    PolicyUsers: [],
    PolicyRoles: page.items.map(({ name, roleId }) => ({ RoleName: name, RoleId: roleId })),
    ...page.rest,
  };
};
