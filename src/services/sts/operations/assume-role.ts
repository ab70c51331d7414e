import { ApiError } from '../../../aws/api-error.ts';
import type { StsInput, StsOperation } from '../context.ts';
import { describeSession, parseRoleArn, requireRole, storeCredentials } from '../issue-credentials.ts';
import { findCredentials, type CredentialRecord } from '../resources/credentials.ts';
import { describeCredentials } from '../resources/describe-credentials.ts';
import { parseSessionTags } from '../resources/session-tags.ts';

/** A session begun by another session may not be longer. */
const chainedSecondsMax = 3600;

/**
 * Gives out credentials of a role. The role must be there; its trust policy is not enforced, nor are
 * session policies.
 */
export const assumeRole: StsOperation<'AssumeRole'> = async (input, context, { caller }) => {
  const arn = input.RoleArn ?? '';
  const sessionName = input.RoleSessionName ?? '';
  const roleName = parseRoleArn(arn);
  checkSessionPolicy(input.Policy);
  const role = await requireRole(context, { ...roleName, arn }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.type !== 'NoSuchEntityException') throw error;
    // AWS does not tell strangers which roles there are.
    throw new ApiError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    );
  });
  const calling = await findCredentials(context.store, caller.accessKeyId);
  const durationSeconds = parseDuration(input, calling, role.maxSessionSeconds);
  const principal = describeSession({ ...roleName, roleId: role.roleId }, sessionName);
  const nowMs = context.clock.realNow();
  const credentials = await storeCredentials(
    context,
    { ...principal, ...parseSessionTags(input, calling), expiresAtMs: endOf(nowMs, durationSeconds) },
    nowMs,
  );
  return {
    Credentials: describeCredentials(credentials),
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    ...(input.SourceIdentity !== undefined && { SourceIdentity: input.SourceIdentity }),
  };
};

function parseDuration(
  { DurationSeconds: asked = 3600 }: StsInput<'AssumeRole'>,
  calling: CredentialRecord | undefined,
  maxSessionSeconds: number,
): number {
  const isChained = calling?.sessionToken !== undefined && calling.arn.includes(':assumed-role/');
  if (isChained && asked > chainedSecondsMax) {
    throw new ApiError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (asked > maxSessionSeconds) {
    throw new ApiError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  return asked;
}

/** A moment in whole seconds, as the wire tells it. */
export const endOf = (nowMs: number, durationSeconds: number): number =>
  (Math.floor(nowMs / 1000) + durationSeconds) * 1000;

/** Kept by no one, but what AWS would refuse is refused. */
export function checkSessionPolicy(text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch {
    throw new ApiError('MalformedPolicyDocumentException', 'This policy contains invalid Json');
  }
}
