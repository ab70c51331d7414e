/**
 * Where a request goes: invocations and function URLs are answered by the data plane, on this
 * thread; all else by the control plane.
 */
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { findAuthorization } from '../protocol/sigv4/authorization.ts';
import { Authenticator } from '../server/authenticate.ts';
import type { CredentialSource } from '../server/credentials.ts';
import type { Dispatcher } from '../server/dispatcher.ts';
import type { LambdaDataPlane } from '../services/lambda/data-plane/invoke.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import type { ControlPlane } from './planes.ts';

export interface FrontDependencies {
  readonly lambda: LambdaDataPlane;
  /** Decodes, checks and calls the data plane's operations. */
  readonly dispatcher: Dispatcher;
  readonly control: Pick<ControlPlane, 'handle'>;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly random: Random;
  /** What the health check answers. */
  readonly health: object;
}

const invocationPath = /^\/20\d\d-\d\d-\d\d\/functions\/[^/]+\/(invocations|invoke-async\/?)$/;
const functionUrlHost = /^([a-z0-9]+)\.lambda-url\./;

export function createFront(
  dependencies: FrontDependencies,
): (request: WireRequest, remoteAddress: string) => Promise<WireResponse> {
  const authenticator = new Authenticator(dependencies.credentials, dependencies.clock);
  return async (request, remoteAddress) => {
    if (invocationPath.test(request.path)) return dependencies.dispatcher.handle(request);
    const urlId = functionUrlHost.exec(request.headers['host'] ?? '')?.[1];
    if (urlId !== undefined) return callFunctionUrl(urlId, request, remoteAddress, dependencies, authenticator);
    if (request.path === '/_serin/health') return healthy(dependencies.health);
    return dependencies.control.handle(request);
  };
}

async function callFunctionUrl(
  urlId: string,
  request: WireRequest,
  sourceIp: string,
  { lambda, random }: FrontDependencies,
  authenticator: Authenticator,
): Promise<WireResponse> {
  const found = findAuthorization(request);
  const authenticated = found.kind === 'none' ? undefined : await tryAuthenticate(authenticator, request, found);
  const { status, headers, cookies, body } = await lambda.callUrl({
    urlId,
    request,
    sourceIp,
    protocol: 'HTTP/1.1',
    requestId: random.uuid(),
    ...(authenticated !== undefined && { caller: authenticated.caller }),
  });
  return { status, headers: cookies.length === 0 ? headers : { ...headers, 'Set-Cookie': cookies }, body };
}

async function tryAuthenticate(
  authenticator: Authenticator,
  request: WireRequest,
  found: ReturnType<typeof findAuthorization>,
) {
  try {
    return await authenticator.authenticate(request, found, 'rest-json');
  } catch {
    // A URL whose callers must be known answers 403 itself, in words of its own.
    return undefined;
  }
}

function healthy(health: object): WireResponse {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(health)) };
}
