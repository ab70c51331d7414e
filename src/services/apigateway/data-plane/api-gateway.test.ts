import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../time/virtual-clock.ts';
import type { HttpRoute, HttpStage } from '../http/http-stage.ts';
import { parseApiAddress } from './api-address.ts';
import { createApiGatewayDataPlane } from './api-gateway.ts';
import type { RecordedCall } from './call-recorder.ts';
import type { FunctionCall, FunctionCallOutcome, FunctionCaller } from './function-caller.ts';
import { lambdaIntegration, testRequest, testStage } from './http-call.fixture.ts';

const route: HttpRoute = {
  routeKey: 'GET /pets/{id}',
  integration: lambdaIntegration(),
  authorization: { kind: 'none' },
};

function openPlane(callFunction: FunctionCaller, stage: Partial<HttpStage> = {}) {
  const calls: FunctionCall[] = [];
  const recorded: RecordedCall[] = [];
  const problems: unknown[] = [];
  let draws = 0;
  const plane = createApiGatewayDataPlane({
    callFunction: (call) => {
      calls.push(call);
      return callFunction(call);
    },
    clock: new VirtualClock(),
    random: {
      draw: () => 0.5,
      uuid: () => `request-${(draws += 1)}`,
      text: (length, alphabet) => (alphabet[0] ?? '').repeat(length),
    },
    report: (problem) => problems.push(problem),
    record: (_, call) => recorded.push(call),
  });
  plane.apply({ kind: 'stage', stage: { ...testStage, routes: [route], ...stage } });
  return {
    plane,
    calls,
    recorded,
    problems,
    async get(path: string, host = `${testStage.apiId}.execute-api.localhost`): Promise<string> {
      const address = parseApiAddress(host, path);
      if (address === undefined) return 'no address';
      const { status, body } = await plane.call({
        address,
        request: testRequest({ path, headers: { host } }),
        sourceIp: '192.0.2.1',
        protocol: 'HTTP/1.1',
        authenticate: async () => undefined,
      });
      return `${status} ${Buffer.from(body).toString()}`;
    },
  };
}

const answering = (outcome: FunctionCallOutcome) => async () => outcome;
const refused = (reason: Extract<FunctionCallOutcome, { kind: 'refused' }>['reason']) =>
  answering({ kind: 'refused', reason, message: 'told' });

describe('a request', () => {
  test('calls the function by the ARN that the integration names, for the route that took it', async () => {
    const stage = openPlane(answering({ kind: 'answered', executedVersion: '1', payload: Buffer.from('"hi"') }));
    expect(await stage.get('/dev/pets/7')).toBe('200 hi');
    expect(stage.calls[0]).toMatchObject({
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:checkout:live',
      source: {
        arn: `arn:aws:execute-api:us-east-1:000000000000:${testStage.apiId}/dev/GET/pets/{id}`,
        account: '000000000000',
      },
    });
    expect(stage.recorded).toMatchObject([{ status: 200, integrationLatencyMs: expect.any(Number) }]);
  });

  test('is made by the role that the integration has', async () => {
    const integration = { ...lambdaIntegration(), credentialsArn: 'arn:aws:iam::000000000000:role/caller' };
    const stage = openPlane(answering({ kind: 'answered', executedVersion: '1', payload: Buffer.from('1') }), {
      routes: [{ ...route, integration }],
    });
    expect(await stage.get('/dev/pets/7')).toBe('200 1');
    expect(stage.calls[0]).not.toHaveProperty('source');
  });

  test.each([
    ['forbidden', '500 {"message":"Internal Server Error"}'],
    ['not-found', '500 {"message":"Internal Server Error"}'],
    ['throttled', '503 {"message":"Service Unavailable"}'],
    ['unavailable', '503 {"message":"Service Unavailable"}'],
    ['too-large', '413 {"message":"Request Entity Too Large"}'],
  ] as const)('that Lambda refuses as %s is answered %s', async (reason, answer) => {
    expect(await openPlane(refused(reason)).get('/dev/pets/7')).toBe(answer);
  });

  test('whose function fails is an error', async () => {
    const payload = Buffer.from('{"errorMessage":"as told"}');
    const stage = openPlane(answering({ kind: 'answered', executedVersion: '1', payload, functionError: 'Unhandled' }));
    expect(await stage.get('/dev/pets/7')).toBe('500 {"message":"Internal Server Error"}');
    expect(stage.recorded).toMatchObject([{ status: 500 }]);
  });

  test('that fails in Serin itself is an error, and is told', async () => {
    const problem = new Error('the world failed');
    const stage = openPlane(() => Promise.reject(problem));
    expect(await stage.get('/dev/pets/7')).toBe('500 {"message":"Internal Server Error"}');
    expect(stage.problems).toEqual([problem]);
  });

  test('to what is not served goes nowhere, and is not counted', async () => {
    const stage = openPlane(refused('forbidden'), { isEndpointDisabled: true });
    expect(await stage.get('/dev/pets/7')).toBe('404 {"message":"Not Found"}');
    expect(await stage.get('/other')).toBe('404 {"message":"Not Found"}');
    expect(await stage.get('/dev', 'unknown.execute-api.localhost')).toBe('403 {"message":"Forbidden"}');
    expect([stage.calls, stage.recorded]).toEqual([[], []]);
  });

  test('to an integration that Serin does not serve says so', async () => {
    const integration = { kind: 'unsupported', what: 'the integration SQS-SendMessage of HTTP APIs' } as const;
    const stage = openPlane(refused('forbidden'), { routes: [{ ...route, integration }] });
    expect(await stage.get('/dev/pets/7')).toBe(
      '501 {"message":"Serin does not serve the integration SQS-SendMessage of HTTP APIs."}',
    );
  });
});
