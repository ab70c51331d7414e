import { ApiError } from '../../../aws/api-error.ts';
import type { IamOperation } from '../context.ts';
import { pageOf, sortedBy } from '../resources/page.ts';
import { documentSize, encodeDocument, policySizeMax, requirePolicyDocument } from '../resources/policy-document.ts';
import { requireRole, updateRole } from '../roles.ts';

/** Puts an inline policy, in place of one that had its name. */
export const putRolePolicy: IamOperation<'PutRolePolicy'> = async (input, context, { caller }) => {
  const name = input.PolicyName ?? '';
  const document = requirePolicyDocument(input.PolicyDocument, 'inline');
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => {
    const inlinePolicies = { ...role.inlinePolicies, [name]: document };
    const size = Object.values(inlinePolicies).reduce((sum, text) => sum + documentSize(text), 0);
    if (size > policySizeMax.inline) {
      throw new ApiError(
        'LimitExceededException',
        `Maximum policy size of ${policySizeMax.inline} bytes exceeded for role ${role.name}`,
      );
    }
    return { role: { ...role, inlinePolicies } };
  });
  return {};
};

export const getRolePolicy: IamOperation<'GetRolePolicy'> = async (input, context, { caller }) => {
  const { value: role } = await requireRole(context, caller.account, input.RoleName);
  const name = input.PolicyName ?? '';
  const document = Object.hasOwn(role.inlinePolicies, name) ? role.inlinePolicies[name] : undefined;
  if (document === undefined) throw noSuchRolePolicy(name);
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeDocument(document) };
};

export const deleteRolePolicy: IamOperation<'DeleteRolePolicy'> = async (input, context, { caller }) => {
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => {
    const name = input.PolicyName ?? '';
    if (!Object.hasOwn(role.inlinePolicies, name)) throw noSuchRolePolicy(name);
    const left = Object.entries(role.inlinePolicies).filter(([known]) => known !== name);
    return { role: { ...role, inlinePolicies: Object.fromEntries(left) } };
  });
  return {};
};

export const listRolePolicies: IamOperation<'ListRolePolicies'> = async (input, context, { caller }) => {
  const { value: role } = await requireRole(context, caller.account, input.RoleName);
  const names = sortedBy(Object.keys(role.inlinePolicies), (name) => name);
  const page = pageOf(names, input, (name) => name);
  return { PolicyNames: [...page.items], ...page.rest };
};

const noSuchRolePolicy = (name: string): ApiError =>
  new ApiError('NoSuchEntityException', `The role policy with name ${name} cannot be found.`);
