/** Lambda authorizers of REST APIs: a function says by a policy what its caller may do, and that is relied upon for a while. */
import type { AuthorizerRecord } from '../../rest/resources/api-definition.ts';
import { AuthorizerCache } from '../authorizer-cache.ts';
import { withinTime } from '../deadline.ts';
import { fillStageVariables, parseFunctionUri } from '../function-uri.ts';
import type { ExecutorDependencies } from '../stage-executor.ts';
import { judgePolicy } from './access-policy.ts';
import { GatewayRefusal } from './gateway-refusal.ts';
import { readSource } from './parameter-sources.ts';
import { describeParameters } from './proxy-event.ts';
import { describeContext, methodArn, type RestCall } from './rest-call.ts';

/** What the function answered: judged anew for each call, for a policy may tell methods apart. */
export interface AuthorizerDecision {
  readonly policy: unknown;
  /** As events and templates see it. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Where the API takes its callers' API keys from its authorizer. */
  readonly usageKey?: string;
}

/** AWS waits so long for an authorizer at most. */
const timeoutMs = 10_000;
const cacheSecondsDefault = 300;

export class RestAuthorizers {
  readonly #dependencies: ExecutorDependencies;
  readonly #cache: AuthorizerCache<AuthorizerDecision>;

  constructor(dependencies: ExecutorDependencies) {
    this.#dependencies = dependencies;
    this.#cache = new AuthorizerCache(dependencies.clock);
  }

  /** Throws the refusal of a call that may not pass. `mayPass`: the API's own policy lets it in already. */
  async authorize(
    authorizer: AuthorizerRecord,
    call: RestCall,
    { mayPass }: { readonly mayPass: boolean },
  ): Promise<AuthorizerDecision> {
    const identity = readIdentity(authorizer, call);
    const seconds = authorizer.authorizerResultTtlInSeconds ?? cacheSecondsDefault;
    const isCached = seconds > 0 && identity.length > 0;
    const { apiId, stageName, authorizerGeneration } = call.stage;
    const key = JSON.stringify([apiId, stageName, call.deploymentId, authorizerGeneration, authorizer, identity]);
    const known = isCached ? this.#cache.find(key) : undefined;
    const decision = known ?? (await this.#ask(authorizer, call, identity));
    if (known === undefined && isCached) this.#cache.keep(key, decision, seconds);
    judge(decision, call, mayPass);
    return decision;
  }

  async #ask(authorizer: AuthorizerRecord, call: RestCall, identity: readonly string[]): Promise<AuthorizerDecision> {
    const { callFunction, clock, random } = this.#dependencies;
    const { region, account, apiId } = call.stage;
    const functionArn = parseFunctionUri(fillStageVariables(authorizer.authorizerUri ?? '', call.variables));
    if (functionArn === undefined) throw misconfigured();
    const arn = `arn:aws:execute-api:${region}:${account}:${apiId}/authorizers/${authorizer.id}`;
    const startedAtMs = clock.realNow();
    const work = callFunction({
      functionArn,
      ...(authorizer.authorizerCredentials === undefined && { source: { arn, account } }),
      payload: Buffer.from(JSON.stringify(describeEvent(authorizer, call, identity))),
      requestId: random.uuid(),
      headers: call.request.headers,
    });
    const outcome = await withinTime(work, timeoutMs, clock);
    if (outcome === 'timed-out') throw failed();
    if (outcome.kind === 'refused') throw outcome.reason === 'forbidden' ? misconfigured() : failed();
    const result = parse(outcome.payload);
    if (outcome.functionError !== undefined)
      throw isTable(result) && result['errorMessage'] === 'Unauthorized' ? unauthorized() : failed();
    return readDecision(result, clock.realNow() - startedAtMs);
  }
}

const misconfigured = (): GatewayRefusal => new GatewayRefusal('AUTHORIZER_CONFIGURATION_ERROR', null);
const failed = (): GatewayRefusal => new GatewayRefusal('AUTHORIZER_FAILURE', null);
const unauthorized = (): GatewayRefusal => new GatewayRefusal('UNAUTHORIZED', 'Unauthorized');

/** Throws where a source of the caller's identity is empty, or not of the form that the authorizer asks for. */
function readIdentity(authorizer: AuthorizerRecord, call: RestCall): readonly string[] {
  const sources = (authorizer.identitySource ?? '')
    .split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '');
  const identity = sources.map((source) => readSource(source, { call })?.at(-1) ?? '');
  if (identity.includes('')) throw unauthorized();
  const { type, identityValidationExpression: expression } = authorizer;
  if (type === 'TOKEN' && expression !== undefined && expression !== '' && !isValid(identity[0] ?? '', expression))
    throw unauthorized();
  return identity;
}

function isValid(token: string, expression: string): boolean {
  try {
    return new RegExp(`^(?:${expression})$`).test(token);
  } catch {
    throw misconfigured();
  }
}

function describeEvent({ type }: AuthorizerRecord, call: RestCall, identity: readonly string[]): object {
  const shared = { type, methodArn: methodArn(call) };
  if (type === 'TOKEN') return { ...shared, authorizationToken: identity[0] ?? '' };
  const { resource, path, request, pathParameters, variables } = call;
  const parameters = Object.entries(describeParameters(call)).map(([name, value]) => [name, value ?? {}]);
  return {
    ...shared,
    resource: resource.path,
    path,
    httpMethod: request.method,
    ...Object.fromEntries(parameters),
    pathParameters,
    stageVariables: variables,
    requestContext: describeContext(call),
  };
}

function readDecision(result: unknown, latencyMs: number): AuthorizerDecision {
  if (!isTable(result)) throw misconfigured();
  const { principalId, policyDocument, context = {}, usageIdentifierKey } = result;
  if (typeof principalId !== 'string' || !isTable(policyDocument)) throw misconfigured();
  const values = isTable(context) ? Object.entries(context) : [];
  // AWS takes texts, numbers and truth values, and hands all of them on as texts.
  if (values.some(([, value]) => typeof value === 'object' && value !== null)) throw misconfigured();
  const texts = values.filter(([, value]) => value !== null).map(([name, value]) => [name, String(value)] as const);
  return {
    policy: policyDocument,
    context: { ...Object.fromEntries(texts), principalId, integrationLatency: Math.round(latencyMs) },
    ...(typeof usageIdentifierKey === 'string' && { usageKey: usageIdentifierKey }),
  };
}

function judge({ policy }: AuthorizerDecision, call: RestCall, mayPass: boolean): void {
  switch (judgePolicy(policy, { resourceArn: methodArn(call), sourceIp: call.sourceIp })) {
    case 'allow':
      return;
    case 'explicit-deny':
      throw new GatewayRefusal('ACCESS_DENIED', 'User is not authorized to access this resource with an explicit deny');
    case 'silent':
      if (!mayPass) throw new GatewayRefusal('ACCESS_DENIED', 'User is not authorized to access this resource');
      return;
    case undefined:
      throw misconfigured();
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    // A custom runtime may answer anything.
    return undefined;
  }
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
