/** For tests: a request to an HTTP API as the executor hands it on. */
import type { WireRequest } from '../../../aws/wire.ts';
import type { HttpIntegration, HttpStage } from '../http/http-stage.ts';
import type { HttpCall } from './http-call.ts';

export const testStage: HttpStage = {
  kind: 'http',
  apiId: 'a1b2c3d4e5',
  region: 'us-east-1',
  account: '000000000000',
  apiName: 'shop',
  stageName: 'dev',
  variables: {},
  isEndpointDisabled: false,
  authorizerGeneration: 0,
  routes: [],
};

export function testRequest(changes: Partial<WireRequest> = {}): WireRequest {
  return { method: 'GET', path: '/', query: '', headers: {}, body: new Uint8Array(), ...changes };
}

export function testCall(
  request: Partial<WireRequest> = {},
  {
    stage = {},
    ...changes
  }: Partial<Omit<HttpCall, 'request' | 'stage'>> & { readonly stage?: Partial<HttpStage> } = {},
): HttpCall {
  return {
    stage: { ...testStage, ...stage },
    selected: {
      route: { routeKey: 'GET /pets/{id}', authorization: { kind: 'none' } },
      resourcePath: '/pets/{id}',
      pathParameters: { id: '7' },
    },
    request: testRequest(request),
    rawPath: '/dev/pets/7',
    domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
    sourceIp: '192.0.2.1',
    protocol: 'HTTP/1.1',
    requestId: 'JKJaXmPLvHcESHA=',
    receivedAtMs: Date.UTC(2026, 1, 6, 23, 59, 1),
    ...changes,
  };
}

export function lambdaIntegration(
  parameters: Partial<Extract<HttpIntegration, { kind: 'lambda' }>['parameters']> = {},
): Extract<HttpIntegration, { kind: 'lambda' }> {
  return {
    kind: 'lambda',
    uri: 'arn:aws:lambda:us-east-1:000000000000:function:checkout:live',
    payloadFormat: '2.0',
    timeoutMs: 30_000,
    parameters: { request: {}, response: {}, ...parameters },
  };
}
