/** Whether a call of a REST API may pass: the API's policy, the method's authorization, then the API key. */
import type { Caller } from '../../../../aws/caller.ts';
import { own } from '../../rest/own.ts';
import { say } from '../answers.ts';
import type { ApiResponse, ExecutorDependencies, StageCall } from '../stage-executor.ts';
import { judgePolicy, type PolicyVerdict } from './access-policy.ts';
import { GatewayRefusal } from './gateway-refusal.ts';
import { RestAuthorizers } from './lambda-authorizers.ts';
import { headerOf, methodArn, type RestCall } from './rest-call.ts';

export type RestAuthorized =
  | { readonly kind: 'allowed'; readonly call: RestCall }
  /** What Serin does not serve is said in its own words. */
  | { readonly kind: 'unserved'; readonly response: ApiResponse };

/** The call comes back with what is known of its caller. Throws the refusal of one that may not pass. */
export type AuthorizeRest = (call: RestCall, authenticate: StageCall['authenticate']) => Promise<RestAuthorized>;

export function createAuthorizeRest(dependencies: ExecutorDependencies): AuthorizeRest {
  const authorizers = new RestAuthorizers(dependencies);
  return async (start, authenticate) => {
    const { method, snapshot } = start;
    let call = start;
    let usageKey: string | undefined;
    const isSigned = method.authorizationType === 'AWS_IAM';
    const caller = isSigned ? await requireCaller(start, authenticate) : undefined;
    const verdict = judgeApi(call, caller ?? 'anonymous');
    switch (method.authorizationType) {
      case 'NONE':
        if (verdict === 'silent') throw denied(call, undefined, '');
        break;
      case 'AWS_IAM':
        if (caller !== undefined) call = { ...call, identity: describeCaller(caller) };
        break;
      case 'CUSTOM': {
        const authorizer = own(snapshot.definition.authorizers, method.authorizerId ?? '');
        if (authorizer === undefined) throw new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR', null);
        const decision = await authorizers.authorize(authorizer, call, { mayPass: verdict === 'allow' });
        call = { ...call, authorizer: decision.context };
        ({ usageKey } = decision);
        break;
      }
      default:
        return {
          kind: 'unserved',
          response: say(501, `Serin does not serve authorizers of the type ${method.authorizationType}.`),
        };
    }
    return { kind: 'allowed', call: method.apiKeyRequired ? withKey(call, usageKey) : call };
  };
}

async function requireCaller(call: RestCall, authenticate: StageCall['authenticate']): Promise<Caller> {
  const caller = await authenticate();
  if (caller !== undefined) return caller;
  const isSigned = (headerOf(call, 'authorization') ?? '').startsWith('AWS4-') || call.query.has('X-Amz-Signature');
  if (!isSigned) throw new GatewayRefusal('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
  throw new GatewayRefusal(
    'INVALID_SIGNATURE',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

/** `undefined`: the API has no policy. Throws where it denies the call. */
function judgeApi(call: RestCall, caller: Caller | 'anonymous'): PolicyVerdict | undefined {
  const { policy } = call.snapshot;
  if (policy === undefined) return undefined;
  const resourceArn = methodArn(call);
  const verdict = judgePolicy(JSON.parse(policy), { resourceArn, sourceIp: call.sourceIp, caller });
  if (verdict === 'explicit-deny') throw denied(call, caller, ' with an explicit deny');
  return verdict ?? 'silent';
}

function denied(call: RestCall, caller: Caller | 'anonymous' | undefined, ending: string): GatewayRefusal {
  const { account } = call.stage;
  // AWS shows the last digits of the account alone.
  const resource = methodArn(call).replace(`:${account}:`, `:********${account.slice(-4)}:`);
  const user = typeof caller === 'object' ? caller.arn : 'anonymous';
  return new GatewayRefusal(
    'ACCESS_DENIED',
    `User: ${user} is not authorized to perform: execute-api:Invoke on resource: ${resource}${ending}`,
  );
}

const describeCaller = ({ accessKeyId, account, userId, arn }: Caller): RestCall['identity'] => ({
  accessKey: accessKeyId,
  accountId: account,
  caller: userId,
  user: userId,
  userArn: arn,
});

function withKey(call: RestCall, usageKey: string | undefined): RestCall {
  const given = call.snapshot.apiKeySource === 'AUTHORIZER' ? usageKey : headerOf(call, 'x-api-key');
  const key = given === undefined ? undefined : own(call.stage.apiKeys, given);
  if (given === undefined || key === undefined) throw new GatewayRefusal('INVALID_API_KEY', 'Forbidden');
  return { ...call, identity: { ...call.identity, apiKey: given, apiKeyId: key.id } };
}
