import { describe, expect, test } from 'vitest';
import { lambdaIntegration, testCall } from './http-call.fixture.ts';
import { mapRequest, mapResponse } from './parameter-mapping.ts';

const none = { kind: 'none' } as const;

describe('a request', () => {
  const call = testCall(
    { query: 'a=1&b=2', headers: { 'x-one': 'one' }, body: Buffer.from('{"user":{"name":"me"}}') },
    { stage: { variables: { colour: 'red' } } },
  );
  const map = (request: Record<string, string>) => mapRequest(lambdaIntegration({ request }), call, none);

  test.each([
    ['append:header.x-one', '$request.path.id', { 'x-one': 'one,7' }],
    ['overwrite:header.X-One', '$request.querystring.a', { 'x-one': '1' }],
    ['overwrite:header.two', '$request.body.user.name', { two: 'me' }],
    ['overwrite:header.two', '${request.header.x-one}-$', { two: 'one-$' }],
    ['overwrite:header.two', '$context.stage', { two: 'dev' }],
    ['overwrite:header.two', '$stageVariables.colour', { two: 'red' }],
  ])('gets %s from %s', (target, source, headers) => {
    expect(map({ [target]: source }).request.headers).toMatchObject(headers);
  });

  test('loses what is to be removed', () => {
    const { request } = map({ 'remove:header.x-one': "''", 'remove:querystring.a': "''" });
    expect(request).toMatchObject({ headers: {}, query: 'b=2' });
  });

  test('gets another path', () => {
    expect(map({ 'overwrite:path': '/inner/$request.path.id' }).path).toBe('/inner/$request.path.id');
    expect(map({ 'overwrite:path': '/inner/${request.path.id}' }).path).toBe('/inner/7');
  });

  test('stays as it is where a variable has no value', () => {
    expect(map({ 'overwrite:header.two': '$request.header.none' }).request.headers).toEqual(call.request.headers);
  });
});

test('an answer is changed by its status', () => {
  const integration = lambdaIntegration({
    response: { '404': { 'overwrite:statuscode': '200', 'append:header.x-was': '$response.header.x-one' } },
  });
  const change = (status: number) =>
    mapResponse(
      integration,
      { status, headers: { 'x-one': 'one' }, body: new Uint8Array() },
      { call: testCall(), authorizer: none },
    );
  expect(change(404)).toMatchObject({ status: 200, headers: { 'x-was': 'one' } });
  expect(change(500)).toMatchObject({ status: 500, headers: { 'x-one': 'one' } });
});
