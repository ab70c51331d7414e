import { describe, expect, test } from 'vitest';
import { testCall } from './http-call.fixture.ts';
import { describeEvent } from './http-event.ts';

const none = { kind: 'none' } as const;

describe('payload format 2.0', () => {
  test('has all that was sent, and leaves out what was not', () => {
    const headers = { cookie: 'one=1; two=2', 'user-agent': 'curl', 'x-many': 'a,b' };
    expect(describeEvent(testCall({ query: 'a=1&a=2&b=%20', headers }), '2.0', none)).toEqual({
      version: '2.0',
      routeKey: 'GET /pets/{id}',
      rawPath: '/dev/pets/7',
      rawQueryString: 'a=1&a=2&b=%20',
      cookies: ['one=1', 'two=2'],
      headers: { 'user-agent': 'curl', 'x-many': 'a,b' },
      queryStringParameters: { a: '1,2', b: ' ' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'a1b2c3d4e5',
        domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
        domainPrefix: 'a1b2c3d4e5',
        http: {
          method: 'GET',
          path: '/dev/pets/7',
          protocol: 'HTTP/1.1',
          sourceIp: '192.0.2.1',
          userAgent: 'curl',
        },
        requestId: 'JKJaXmPLvHcESHA=',
        routeKey: 'GET /pets/{id}',
        stage: 'dev',
        time: '06/Feb/2026:23:59:01 +0000',
        timeEpoch: 1_770_422_341_000,
      },
      pathParameters: { id: '7' },
      isBase64Encoded: false,
    });
  });

  test.each([
    [{ kind: 'jwt', claims: { sub: 'me' }, scopes: ['read'] }, { jwt: { claims: { sub: 'me' }, scopes: ['read'] } }],
    [{ kind: 'lambda', context: { tenant: 1 } }, { lambda: { tenant: 1 } }],
    [{ kind: 'iam', iam: { userId: 'me' } }, { iam: { userId: 'me' } }],
  ] as const)('tells who may pass: %j', (authorizer, told) => {
    expect(describeEvent(testCall(), '2.0', authorizer)).toMatchObject({ requestContext: { authorizer: told } });
  });
});

describe('payload format 1.0', () => {
  test('has the last of several values, and all of them in lists', () => {
    const event = describeEvent(
      testCall({ query: 'a=1&a=2', headers: { 'x-many': 'a,b' }, rawHeaders: ['X-Many', 'a', 'x-many', 'b'] }),
      '1.0',
      none,
    );
    expect(event).toMatchObject({
      version: '1.0',
      resource: '/pets/{id}',
      path: '/dev/pets/7',
      httpMethod: 'GET',
      headers: { 'x-many': 'b' },
      multiValueHeaders: { 'x-many': ['a', 'b'] },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      requestContext: {
        requestTime: '06/Feb/2026:23:59:01 +0000',
        requestTimeEpoch: 1_770_422_341_000,
        resourceId: 'GET /pets/{id}',
        resourcePath: '/pets/{id}',
        stage: 'dev',
      },
      pathParameters: { id: '7' },
      stageVariables: null,
      body: null,
    });
  });

  test('has what an authorizer left beside its principal', () => {
    const authorizer = { kind: 'lambda', context: { tenant: 1 }, principalId: 'me' } as const;
    expect(describeEvent(testCall(), '1.0', authorizer)).toMatchObject({
      requestContext: { authorizer: { tenant: 1, principalId: 'me' } },
    });
  });
});

describe('a body', () => {
  test.each([
    ['text/plain; charset=utf-8', 'hello', 'hello', false],
    ['application/problem+json', '{}', '{}', false],
    ['application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
    ['image/png', 'hello', 'aGVsbG8=', true],
  ])('of type %s', (type, sent, body, isBase64Encoded) => {
    const call = testCall({ headers: { 'content-type': type }, body: Buffer.from(sent) });
    expect(describeEvent(call, '2.0', none)).toMatchObject({ body, isBase64Encoded });
  });

  test('that is no UTF-8 travels in base64, whatever it is called', () => {
    const call = testCall({ headers: { 'content-type': 'text/plain' }, body: Buffer.from([0xff]) });
    expect(describeEvent(call, '2.0', none)).toMatchObject({ body: '/w==', isBase64Encoded: true });
  });
});
