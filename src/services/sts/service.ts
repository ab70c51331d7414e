import type { Handlers } from '../../api/service.ts';
import type { StsOperations } from '../../api/sts.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { StsContext, StsInput, StsOperation, StsOutput } from './context.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getAccessKeyInfo } from './operations/get-access-key-info.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';
import { getFederationToken, getSessionToken } from './operations/get-session-token.ts';

/** STS: who the caller is, and temporary credentials that outlive a restart. */
export function createStsService(context: StsContext) {
  const serve =
    <Name extends keyof StsOperations>(operation: StsOperation<Name>) =>
    (input: StsInput<Name>, request: RequestContext): Promise<StsOutput<Name>> =>
      operation(input, context, request);
  return {
    AssumeRole: serve(assumeRole),
    GetAccessKeyInfo: serve(getAccessKeyInfo),
    GetCallerIdentity: serve(getCallerIdentity),
    GetFederationToken: serve(getFederationToken),
    GetSessionToken: serve(getSessionToken),
  } satisfies Handlers<StsOperations>;
}
