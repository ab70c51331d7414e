/** Whether Lambda may take on the role that a function names. */
import { ApiError } from '../../aws/api-error.ts';
import { parseArn } from '../../aws/arn.ts';
import type { RequestContext } from '../../aws/caller.ts';
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
  if (found?.Arn !== role || !trustsLambda(found.AssumeRolePolicyDocument)) throw cannotBeAssumed();
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

/** Reads a trust policy, which IAM hands out percent-encoded. One that cannot be read is IAM's affair. */
export function trustsLambda(document: string | undefined): boolean {
  const policy = parsePolicy(document);
  if (policy === undefined || policy.length === 0) return true;
  return policy.some(
    (statement) =>
      statement['Effect'] === 'Allow' &&
      listOf(statement['Action']).some(allowsAssume) &&
      namesLambda(statement['Principal']),
  );
}

type Statement = Readonly<Record<string, unknown>>;

function parsePolicy(document: string | undefined): readonly Statement[] | undefined {
  if (document === undefined) return undefined;
  try {
    const policy: unknown = JSON.parse(decodeURIComponent(document));
    return isRecord(policy) ? listOf(policy['Statement']).filter(isRecord) : undefined;
  } catch {
    return undefined;
  }
}

function namesLambda(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isRecord(principal)) return false;
  return listOf(principal['Service']).some(
    (service) => service === '*' || /^lambda\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$/.test(String(service)),
  );
}

const allowsAssume = (action: unknown): boolean =>
  ['*', 'sts:*', 'sts:assumerole', 'sts:assume*'].includes(String(action).toLowerCase());
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const isRecord = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
