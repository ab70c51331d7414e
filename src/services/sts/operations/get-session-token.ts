import { ApiError } from '../../../aws/api-error.ts';
import type { Caller } from '../../../aws/caller.ts';
import type { StsContext, StsOperation } from '../context.ts';
import { storeCredentials } from '../issue-credentials.ts';
import { findCredentials } from '../resources/credentials.ts';
import { describeCredentials } from '../resources/describe-credentials.ts';
import { checkSessionPolicy, endOf } from './assume-role.ts';
import { parseSessionTags } from '../resources/session-tags.ts';

/** The account's own user gets an hour at most; so it is on AWS. */
const rootSecondsMax = 3600;
const secondsDefault = 43_200;
const secondsMax = 129_600;

/** Gives the caller temporary credentials of its own. */
export const getSessionToken: StsOperation<'GetSessionToken'> = async (input, context, { caller }) => {
  await refuseSession(context, caller, 'GetSessionToken');
  if (input.TokenCode !== undefined || input.SerialNumber !== undefined) {
    throw new ApiError('AccessDenied', 'MultiFactorAuthentication failed: Serin has no MFA devices.');
  }
  const nowMs = context.clock.realNow();
  const { account, arn, userId } = caller;
  const expiresAtMs = endOf(nowMs, boundedSeconds(input.DurationSeconds, caller));
  return {
    Credentials: describeCredentials(await storeCredentials(context, { account, arn, userId, expiresAtMs }, nowMs)),
  };
};

/** Gives out credentials under a name that the caller chooses. The policies are not enforced. */
export const getFederationToken: StsOperation<'GetFederationToken'> = async (input, context, { caller }) => {
  await refuseSession(context, caller, 'GetFederationToken');
  checkSessionPolicy(input.Policy);
  const nowMs = context.clock.realNow();
  const { account } = caller;
  const userId = `${account}:${input.Name}`;
  const arn = `arn:aws:sts::${account}:federated-user/${input.Name}`;
  const expiresAtMs = endOf(nowMs, boundedSeconds(input.DurationSeconds, caller));
  const session = { account, arn, userId, expiresAtMs, ...parseSessionTags(input, undefined) };
  return {
    Credentials: describeCredentials(await storeCredentials(context, session, nowMs)),
    FederatedUser: { FederatedUserId: userId, Arn: arn },
    PackedPolicySize: 0,
  };
};

async function refuseSession(context: StsContext, caller: Caller, operation: string): Promise<void> {
  const calling = await findCredentials(context.store, caller.accessKeyId);
  if (calling?.sessionToken === undefined) return;
  throw new ApiError('AccessDenied', `Cannot call ${operation} with session credentials`);
}

const boundedSeconds = (asked: number | undefined, caller: Caller): number =>
  Math.min(asked ?? secondsDefault, caller.arn.endsWith(':root') ? rootSecondsMax : secondsMax);
