/**
 * Where a request goes: invocations, function URLs and APIs are answered by the data plane, on this
 * thread; all else by the control plane.
 */
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { findAuthorization } from '../protocol/sigv4/authorization.ts';
import { Authenticator } from '../server/authenticate.ts';
import type { CredentialSource } from '../server/credentials.ts';
import type { Dispatcher } from '../server/dispatcher.ts';
import { parseApiAddress } from '../services/apigateway/data-plane/api-address.ts';
import type { ApiGatewayDataPlane } from '../services/apigateway/data-plane/api-gateway.ts';
import type { LambdaDataPlane } from '../services/lambda/data-plane/invoke.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import type { ControlPlane } from './planes.ts';

export interface FrontDependencies {
  readonly lambda: LambdaDataPlane;
  readonly apis: ApiGatewayDataPlane;
  /** Decodes, checks and calls the data plane's operations. */
  readonly dispatcher: Dispatcher;
  readonly control: Pick<ControlPlane, 'handle'>;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly random: Random;
  /** What the health check answers. */
  readonly health: object;
}

const invocationPath =
  /^\/20\d\d-\d\d-\d\d\/functions\/[^/]+\/(invocations|invoke-async\/?|response-streaming-invocations)$/;
const functionUrlHost = /^([a-z0-9]+)\.lambda-url\./;
const functionUrlPath = /^\/_serin\/lambda-url\/([a-z0-9]+)(\/.*)?$/;

export function createFront(
  dependencies: FrontDependencies,
): (request: WireRequest, remoteAddress: string) => Promise<WireResponse> {
  const authenticator = new Authenticator(dependencies.credentials, dependencies.clock);
  return async (request, remoteAddress) => {
    if (invocationPath.test(request.path)) return dependencies.dispatcher.handle(request);
    const host = request.headers['host'] ?? '';
    const url = parseUrlAddress(host, request.path);
    if (url !== undefined)
      return callFunctionUrl(url, { request, sourceIp: remoteAddress }, dependencies, authenticator);
    const address = parseApiAddress(host, request.path);
    if (address !== undefined)
      return dependencies.apis.call({
        address,
        request,
        sourceIp: remoteAddress,
        protocol: 'HTTP/1.1',
        authenticate: async () => (await findCaller(request, authenticator))?.caller,
      });
    if (request.path === '/_serin/health') return healthy(dependencies.health);
    return dependencies.control.handle(request);
  };
}

interface UrlAddress {
  readonly urlId: string;
  /** What the client would have sent as host. */
  readonly host: string;
  /** Below the address. */
  readonly path: string;
}

function parseUrlAddress(host: string, path: string): UrlAddress | undefined {
  const hosted = functionUrlHost.exec(host)?.[1];
  if (hosted !== undefined) return { urlId: hosted, host, path };
  const [, urlId, rest = '/'] = functionUrlPath.exec(path) ?? [];
  if (urlId === undefined) return undefined;
  return { urlId, host: `${urlId}.lambda-url.localhost${/:\d+$/.exec(host)?.[0] ?? ''}`, path: rest };
}

async function callFunctionUrl(
  { urlId, host, path }: UrlAddress,
  { request, sourceIp }: { readonly request: WireRequest; readonly sourceIp: string },
  { lambda, random }: FrontDependencies,
  authenticator: Authenticator,
): Promise<WireResponse> {
  const authenticated = await findCaller(request, authenticator);
  const { status, headers, cookies, body } = await lambda.callUrl({
    urlId,
    request: { ...request, path, headers: { ...request.headers, host } },
    sourceIp,
    protocol: 'HTTP/1.1',
    requestId: random.uuid(),
    ...(authenticated !== undefined && { caller: authenticated.caller }),
  });
  return { status, headers: cookies.length === 0 ? headers : { ...headers, 'Set-Cookie': cookies }, body };
}

/** Who signed the request, if it is signed as it should be. */
async function findCaller(request: WireRequest, authenticator: Authenticator) {
  const found = findAuthorization(request);
  if (found.kind === 'none') return undefined;
  try {
    return await authenticator.authenticate(request, found, 'rest-json');
  } catch {
    // Where callers must be known, whoever asks answers 403 in words of its own.
    return undefined;
  }
}

function healthy(health: object): WireResponse {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(health)) };
}
