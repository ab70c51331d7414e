import type { IamOperations } from '../../api/iam.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { IamContext, IamInput, IamOperation, IamOutput } from './context.ts';
import * as attached from './operations/attached-policies.ts';
import * as boundary from './operations/permissions-boundary.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createRole } from './operations/create-role.ts';
import { deletePolicy } from './operations/delete-policy.ts';
import { deleteRole } from './operations/delete-role.ts';
import { getPolicy } from './operations/get-policy.ts';
import { getRole } from './operations/get-role.ts';
import { listPolicies } from './operations/list-policies.ts';
import { listRoles } from './operations/list-roles.ts';
import * as policyTags from './operations/policy-tags.ts';
import * as versions from './operations/policy-versions.ts';
import * as inline from './operations/role-policies.ts';
import * as roleTags from './operations/role-tags.ts';
import { updateRoleDescription, updateRoleSettings, updateTrustPolicy } from './operations/update-role.ts';
import * as users from './operations/users.ts';

/** IAM: roles and policies, kept and told. Serin enforces none of them: whoever can sign may do everything. */
export function createIamService(context: IamContext) {
  const serve =
    <Name extends keyof IamOperations>(operation: IamOperation<Name>) =>
    (input: IamInput<Name>, request: RequestContext): Promise<IamOutput<Name>> =>
      operation(input, context, request);
  return {
    AttachRolePolicy: serve(attached.attachRolePolicy),
    CreatePolicy: serve(createPolicy),
    CreatePolicyVersion: serve(versions.createPolicyVersion),
    CreateRole: serve(createRole),
    DeletePolicy: serve(deletePolicy),
    DeletePolicyVersion: serve(versions.deletePolicyVersion),
    DeleteRole: serve(deleteRole),
    DeleteRolePermissionsBoundary: serve(boundary.deleteRolePermissionsBoundary),
    DeleteRolePolicy: serve(inline.deleteRolePolicy),
    DetachRolePolicy: serve(attached.detachRolePolicy),
    GetPolicy: serve(getPolicy),
    GetPolicyVersion: serve(versions.getPolicyVersion),
    GetRole: serve(getRole),
    GetRolePolicy: serve(inline.getRolePolicy),
    GetUser: serve(users.getUser),
    ListAttachedRolePolicies: serve(attached.listAttachedRolePolicies),
    ListEntitiesForPolicy: serve(attached.listEntitiesForPolicy),
    ListInstanceProfilesForRole: serve(users.listInstanceProfilesForRole),
    ListPolicies: serve(listPolicies),
    ListPolicyTags: serve(policyTags.listPolicyTags),
    ListPolicyVersions: serve(versions.listPolicyVersions),
    ListRolePolicies: serve(inline.listRolePolicies),
    ListRoleTags: serve(roleTags.listRoleTags),
    ListRoles: serve(listRoles),
    ListUsers: serve(users.listUsers),
    PutRolePermissionsBoundary: serve(boundary.putRolePermissionsBoundary),
    PutRolePolicy: serve(inline.putRolePolicy),
    SetDefaultPolicyVersion: serve(versions.setDefaultPolicyVersion),
    TagPolicy: serve(policyTags.tagPolicy),
    TagRole: serve(roleTags.tagRole),
    UntagPolicy: serve(policyTags.untagPolicy),
    UntagRole: serve(roleTags.untagRole),
    UpdateAssumeRolePolicy: serve(updateTrustPolicy),
    UpdateRole: serve(updateRoleSettings),
    UpdateRoleDescription: serve(updateRoleDescription),
  } satisfies Handlers<IamOperations>;
}
