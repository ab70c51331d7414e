/** Whether Lambda may take on the role that a function names. */
import { ApiError } from '../../aws/api-error.ts';
import { parseArn } from '../../aws/arn.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { trustsService } from '../../aws/trust-policy.ts';
import type { LambdaContext } from './context.ts';
import { invalidParameter } from './errors.ts';

const cannotBeAssumed = (): ApiError =>
  invalidParameter('The role defined for the function cannot be assumed by Lambda.');

/** Throws unless the role exists in the caller's account and trusts Lambda. */
export async function requireExecutionRole(
  role: string,
  request: RequestContext,
  { iam }: Pick<LambdaContext, 'iam'>,
): Promise<void> {
  const arn = parseArn(role);
  if (arn === undefined) throw cannotBeAssumed();
  if (arn.account !== request.caller.account)
    throw new ApiError('AccessDeniedException', 'Cross-account pass role is not allowed.');
  const name = arn.resource.slice(arn.resource.lastIndexOf('/') + 1);
  const found = await findRole(name, request, iam);
  // The name alone is not the role: its path is part of the ARN.
  if (found?.Arn !== role || !trustsService(found.AssumeRolePolicyDocument, 'lambda')) throw cannotBeAssumed();
}

async function findRole(name: string, request: RequestContext, iam: LambdaContext['iam']) {
  try {
    const { Role } = await iam.GetRole({ RoleName: name }, request);
    return Role;
  } catch (error) {
    if (error instanceof ApiError && error.type === 'NoSuchEntityException') return undefined;
    throw error;
  }
}
