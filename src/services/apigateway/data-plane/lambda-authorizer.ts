/** Lambda authorizers of HTTP APIs: a function says whether a request may pass, and that is relied upon for a while. */
import type { HttpAuthorization } from '../http/http-stage.ts';
import { say } from './answers.ts';
import { AuthorizerCache } from './authorizer-cache.ts';
import type { Authorized } from './authorized.ts';
import { callArn, describeContext1, describeContext2, type HttpCall } from './http-call.ts';
import { describeRequest1, describeRequest2 } from './http-event.ts';
import { internalError } from './http-result.ts';
import { fillStageVariables, parseFunctionUri } from './function-uri.ts';
import { contextVariable } from './parameter-mapping.ts';
import { judgePolicy } from './policy-verdict.ts';
import type { ExecutorDependencies } from './stage-executor.ts';
import { withinTime } from './deadline.ts';

type Authorizer = Extract<HttpAuthorization, { readonly kind: 'lambda' }>;

/** What the function answered, as far as it matters: judged anew for each call, for a policy may tell routes apart. */
type Decision =
  | { readonly kind: 'simple'; readonly isAuthorized: boolean; readonly context: Context }
  | { readonly kind: 'policy'; readonly policy: unknown; readonly principalId: string; readonly context: Context };

type Context = Readonly<Record<string, unknown>>;

/** AWS waits so long for an authorizer at most. */
const timeoutMs = 10_000;

export class LambdaAuthorizers {
  readonly #dependencies: ExecutorDependencies;
  readonly #cache: AuthorizerCache<Decision>;

  constructor(dependencies: ExecutorDependencies) {
    this.#dependencies = dependencies;
    this.#cache = new AuthorizerCache(dependencies.clock);
  }

  async authorize(authorizer: Authorizer, call: HttpCall): Promise<Authorized> {
    const identity = authorizer.identitySources.map((source) => readIdentity(source, call));
    if (identity.some((value) => value === undefined || value === '')) return refuse(401);
    const { apiId, stageName, authorizerGeneration } = call.stage;
    const key = JSON.stringify([
      apiId,
      stageName,
      authorizerGeneration,
      authorizer.authorizerId,
      authorizer.uri,
      identity,
    ]);
    const isCached = authorizer.cacheSeconds > 0 && identity.length > 0;
    const known = isCached ? this.#cache.find(key) : undefined;
    const decision = known ?? (await this.#ask(authorizer, call, identity.map(String)));
    if (typeof decision !== 'object')
      return decision === 'unauthorized' ? refuse(401) : { kind: 'refused', response: internalError() };
    if (known === undefined && isCached) this.#cache.keep(key, decision, authorizer.cacheSeconds);
    return judge(decision, call);
  }

  /** `failed`: the function could not be called, or did not answer what an authorizer has to. */
  async #ask(
    authorizer: Authorizer,
    call: HttpCall,
    identity: readonly string[],
  ): Promise<Decision | 'unauthorized' | 'failed'> {
    const { callFunction, clock, random } = this.#dependencies;
    const { region, account, apiId, variables } = call.stage;
    const functionArn = parseFunctionUri(fillStageVariables(authorizer.uri, variables));
    if (functionArn === undefined) return 'failed';
    const arn = `arn:aws:execute-api:${region}:${account}:${apiId}/authorizers/${authorizer.authorizerId}`;
    const work = callFunction({
      functionArn,
      ...(authorizer.credentialsArn === undefined && { source: { arn, account } }),
      payload: Buffer.from(JSON.stringify(describeAuthorizerEvent(authorizer, call, identity))),
      requestId: random.uuid(),
      headers: call.request.headers,
    });
    const outcome = await withinTime(work, timeoutMs, clock);
    if (outcome === 'timed-out' || outcome.kind === 'refused') return 'failed';
    const result = parseJson(outcome.payload);
    if (outcome.functionError !== undefined)
      return isObject(result) && result['errorMessage'] === 'Unauthorized' ? 'unauthorized' : 'failed';
    return readDecision(result, authorizer.hasSimpleResponses);
  }
}

function readIdentity(source: string, call: HttpCall): string | undefined {
  const [, place, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'header') return call.request.headers[name.toLowerCase()];
  if (place === 'querystring') return new URLSearchParams(call.request.query).get(name) ?? undefined;
  return contextVariable(source.slice(1), call, { kind: 'none' });
}

function describeAuthorizerEvent(authorizer: Authorizer, call: HttpCall, identity: readonly string[]) {
  if (authorizer.payloadFormat === '1.0') {
    const { head, tail } = describeRequest1(call);
    return {
      version: '1.0',
      type: 'REQUEST',
      methodArn: callArn(call),
      identitySource: identity.join(','),
      authorizationToken: identity.join(','),
      ...head,
      ...tail,
      requestContext: describeContext1(call, { kind: 'none' }),
    };
  }
  const { head, tail } = describeRequest2(call);
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: callArn(call),
    identitySource: identity.length === 0 ? null : identity,
    ...head,
    requestContext: describeContext2(call, { kind: 'none' }),
    ...tail,
  };
}

function readDecision(result: unknown, isSimple: boolean): Decision | 'failed' {
  if (!isObject(result)) return 'failed';
  const context = isObject(result['context']) ? result['context'] : {};
  if (isSimple) {
    const { isAuthorized } = result;
    return typeof isAuthorized === 'boolean' ? { kind: 'simple', isAuthorized, context } : 'failed';
  }
  const { principalId, policyDocument } = result;
  if (typeof principalId !== 'string' || !isObject(policyDocument)) return 'failed';
  return { kind: 'policy', policy: policyDocument, principalId, context };
}

function judge(decision: Decision, call: HttpCall): Authorized {
  if (decision.kind === 'simple')
    return decision.isAuthorized
      ? { kind: 'allowed', context: { kind: 'lambda', context: decision.context } }
      : refuse(403);
  const { policy, principalId, context } = decision;
  switch (judgePolicy(policy, callArn(call))) {
    case 'allow':
      return { kind: 'allowed', context: { kind: 'lambda', context, principalId } };
    case 'deny':
      return refuse(403);
    case undefined:
      return { kind: 'refused', response: internalError() };
  }
}

const refuse = (status: 401 | 403): Authorized => ({
  kind: 'refused',
  response: say(status, status === 401 ? 'Unauthorized' : 'Forbidden'),
});

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    // A custom runtime may answer anything.
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
