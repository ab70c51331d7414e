/** Whether CodeDeploy may take on the role that a group names. */
import { ApiError } from '../../aws/api-error.ts';
import { parseArn } from '../../aws/arn.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { trustsService } from '../../aws/trust-policy.ts';
import type { CodedeployContext } from './context.ts';
import { invalidRole } from './errors.ts';

/** Throws unless the role exists in the caller's account and trusts CodeDeploy. */
export async function requireServiceRole(
  role: string,
  request: RequestContext,
  { iam }: Pick<CodedeployContext, 'iam'>,
): Promise<void> {
  const arn = parseArn(role);
  if (arn === undefined) throw invalidRole();
  const name = arn.resource.slice(arn.resource.lastIndexOf('/') + 1);
  const found = await findRole(name, request, iam);
  // The name alone is not the role: its account and its path are part of the ARN.
  if (found?.Arn !== role || !trustsService(found.AssumeRolePolicyDocument, 'codedeploy')) throw invalidRole();
}

async function findRole(name: string, request: RequestContext, iam: CodedeployContext['iam']) {
  try {
    const { Role } = await iam.GetRole({ RoleName: name }, request);
    return Role;
  } catch (error) {
    if (error instanceof ApiError && error.type === 'NoSuchEntityException') return undefined;
    throw error;
  }
}
