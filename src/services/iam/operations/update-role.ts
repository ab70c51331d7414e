import type { IamOperation } from '../context.ts';
import { describeWholeRole } from '../resources/role.ts';
import { updateRole } from '../roles.ts';
import { requireTrustPolicy } from './create-role.ts';

/** Changes what is given and leaves the rest. */
export const updateRoleSettings: IamOperation<'UpdateRole'> = async (input, context, { caller }) => {
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => ({
    role: {
      ...role,
      description: input.Description ?? role.description,
      maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
    },
  }));
  return {};
};

export const updateRoleDescription: IamOperation<'UpdateRoleDescription'> = async (input, context, { caller }) => {
  const reference = { account: caller.account, name: input.RoleName };
  const role = await updateRole(context, reference, (current) => ({
    role: { ...current, description: input.Description },
  }));
  return { Role: describeWholeRole(role) };
};

/** Says anew who may assume the role; kept, not enforced. */
export const updateTrustPolicy: IamOperation<'UpdateAssumeRolePolicy'> = async (input, context, { caller }) => {
  const trustPolicy = requireTrustPolicy(input.PolicyDocument);
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => ({
    role: { ...role, trustPolicy },
  }));
  return {};
};
