import { ApiError } from '../../../aws/api-error.ts';
import type { IamContext, IamOperation } from '../context.ts';
import { findPolicy, holdPolicy, type FoundPolicy } from '../policies.ts';
import { roleKey } from '../resources/keys.ts';
import { documentSize, policySizeMax, requirePolicyDocument } from '../resources/policy-document.ts';
import { describeAttachments, describeRole, type RoleRecord } from '../resources/role.ts';
import { parseTags } from '../resources/tags.ts';
import { uniqueId } from '../resources/unique-id.ts';
import { retryConflicts } from '../retry-conflicts.ts';

/** Makes a role. Two names that differ only in case are one name. */
export const createRole: IamOperation<'CreateRole'> = async (input, context, { caller }) => {
  const name = input.RoleName ?? '';
  const role: RoleRecord = {
    account: caller.account,
    name,
    path: input.Path ?? '/',
    roleId: uniqueId('AROA', context.random),
    trustPolicy: requireTrustPolicy(input.AssumeRolePolicyDocument),
    description: input.Description,
    maxSessionSeconds: input.MaxSessionDuration ?? 3600,
    tags: parseTags(input.Tags),
    permissionsBoundary: input.PermissionsBoundary,
    createdAt: context.clock.now(),
    inlinePolicies: {},
    attachedPolicies: [],
  };
  await retryConflicts(async () => {
    const existing = await context.store.documents.get(roleKey(caller.account, name));
    if (existing !== undefined) {
      throw new ApiError('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
    }
    const boundary = input.PermissionsBoundary && (await requireBoundary(context, input.PermissionsBoundary));
    await context.store.documents.write([
      { kind: 'put', key: roleKey(caller.account, name), value: role, ifRevision: 0 },
      ...(boundary ? holdPolicy(boundary) : []),
    ]);
  });
  return { Role: { ...describeRole(role), ...describeAttachments(role) } };
};

export function requireTrustPolicy(text: string | undefined): string {
  const document = requirePolicyDocument(text, 'trust');
  if (documentSize(document) > policySizeMax.trust) {
    throw new ApiError('LimitExceededException', `Cannot exceed quota for ACLSizePerRole: ${policySizeMax.trust}`);
  }
  return document;
}

/** A boundary is a managed policy; it is kept, and bounds nothing. */
export async function requireBoundary(context: IamContext, arn: string | undefined): Promise<FoundPolicy> {
  const found = await findPolicy(context, arn);
  if (found !== undefined) return found;
  throw new ApiError('NoSuchEntityException', `Scope ARN: ${arn} does not exist or is not attachable.`);
}
