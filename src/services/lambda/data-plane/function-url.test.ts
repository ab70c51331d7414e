import { describe, expect, test } from 'vitest';
import type { WireRequest } from '../../../aws/wire.ts';
import type { UrlRoute } from '../routing-change.ts';
import {
  account,
  arn,
  outcome,
  pointAlias,
  request as signed,
  reserve,
  streaming,
  testPlane,
  type TestPlane,
  textOf,
} from './scripted-host.fixture.ts';

const urlId = '7uv7cw44gtn7266hsrkdeysjni0enorm';
const host = `${urlId}.lambda-url.eu-central-1.localhost:4566`;

const openUrl: UrlRoute = {
  functionArn: arn,
  qualifier: '$LATEST',
  authType: 'NONE',
  invokeMode: 'BUFFERED',
  isPublic: true,
};

function urlPlane(route: Partial<UrlRoute> = {}, options: Parameters<typeof testPlane>[0] = {}): TestPlane {
  const test = testPlane(options);
  pointAlias(test, { version: '1' });
  test.plane.apply({ kind: 'url', urlId, route: { ...openUrl, ...route } });
  return test;
}

interface CallChanges extends Partial<Omit<WireRequest, 'body'>> {
  readonly body?: string | Uint8Array;
  readonly isSigned?: boolean;
  readonly urlId?: string;
}

async function call({ plane }: TestPlane, { isSigned, urlId: id = urlId, ...changes }: CallChanges = {}) {
  const response = await plane.callUrl({
    urlId: id,
    request: {
      method: 'GET',
      path: '/',
      query: '',
      ...changes,
      headers: { host, ...changes.headers },
      body: Buffer.from(changes.body ?? ''),
    },
    sourceIp: '198.51.100.7',
    protocol: 'HTTP/1.1',
    requestId: 'c2ebafd0-93fa-4042-af9d-a30e9019293d',
    ...(isSigned === true && { caller: signed.caller }),
  });
  // Every answer has it.
  const { 'x-amzn-requestid': requestId, ...headers } = response.headers;
  expect(requestId).toBe('c2ebafd0-93fa-4042-af9d-a30e9019293d');
  return { ...response, headers, text: await textOf(response.body) };
}

async function eventOf(test: TestPlane, changes: CallChanges): Promise<Record<string, unknown>> {
  await call(test, changes);
  return JSON.parse(Buffer.from(test.host.invocations.at(-1)!.invocation.payload).toString());
}

describe('the event', () => {
  test("is AWS's payload format 2.0", async () => {
    const event = await eventOf(urlPlane(), {
      method: 'POST',
      path: '/pa2%Fth/1',
      query: 'q=query&multiQuery=foo&multiQuery=%2Fbar',
      headers: {
        'user-agent': 'test/echo',
        'content-type': 'application/json',
        cookie: 'a=1; b=2',
        'extra-headers': 'With WeiRd CapS',
        // It is about the connection, and does not reach the function.
        connection: 'keep-alive',
      },
      body: '{"foo": "bar"}',
    });
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/pa2%Fth/1',
      rawQueryString: 'q=query&multiQuery=foo&multiQuery=%2Fbar',
      cookies: ['a=1', 'b=2'],
      headers: {
        host,
        'user-agent': 'test/echo',
        'content-type': 'application/json',
        cookie: 'a=1; b=2',
        'extra-headers': 'With WeiRd CapS',
        'x-amzn-trace-id': 'Root=1-67748580-000000000000000000000000',
        'x-forwarded-for': '198.51.100.7',
        'x-forwarded-port': '4566',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { q: 'query', multiQuery: 'foo,/bar' },
      requestContext: {
        accountId: 'anonymous',
        apiId: urlId,
        domainName: host,
        domainPrefix: urlId,
        http: {
          method: 'POST',
          path: '/pa2%Fth/1',
          protocol: 'HTTP/1.1',
          sourceIp: '198.51.100.7',
          userAgent: 'test/echo',
        },
        requestId: 'c2ebafd0-93fa-4042-af9d-a30e9019293d',
        routeKey: '$default',
        stage: '$default',
        time: '01/Jan/2025:00:00:00 +0000',
        timeEpoch: 1_735_689_600_000,
      },
      body: '{"foo": "bar"}',
      isBase64Encoded: false,
    });
  });

  test('has no body, cookies or parameters where the request has none', async () => {
    const event = await eventOf(urlPlane(), {});
    expect(Object.keys(event)).not.toContain('body');
    expect(Object.keys(event)).not.toContain('cookies');
    expect(Object.keys(event)).not.toContain('queryStringParameters');
    expect(event['isBase64Encoded']).toBe(false);
  });

  test.each([
    ['multipart/form-data; boundary=x', 'field', true],
    ['application/x-www-form-urlencoded', 'a=b', true],
    ['image/png', 'png', true],
    ['text/plain; charset=utf-8', 'plain', false],
    ['application/problem+json', '{}', false],
    ['', 'no type', false],
  ])('of type %j carries its body in base64: %s, %s', async (type, body, isBase64Encoded) => {
    const event = await eventOf(urlPlane(), {
      method: 'POST',
      headers: type === '' ? {} : { 'content-type': type },
      body,
    });
    expect(event).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    });
  });

  test('carries text that is no UTF-8 in base64', async () => {
    expect(await eventOf(urlPlane(), { method: 'POST', body: Buffer.from([0xff, 0xfe]) })).toMatchObject({
      isBase64Encoded: true,
      body: '//4=',
    });
  });

  test('names the signer where the URL asks for a signature', async () => {
    const event = await eventOf(urlPlane({ authType: 'AWS_IAM' }), { isSigned: true });
    expect(event['requestContext']).toMatchObject({
      accountId: account,
      authentication: null,
      authorizer: {
        iam: {
          accessKey: 'AKIAEXAMPLE',
          accountId: account,
          callerId: account,
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: `arn:aws:iam::${account}:root`,
          userId: account,
        },
      },
    });
  });

  test('is sent to the alias that the URL belongs to', async () => {
    const test = urlPlane({ qualifier: 'live' });
    await call(test);
    expect(test.records).toMatchObject([{ resource: 'checkout:live', executedVersion: '1' }]);
  });
});

describe('a result', () => {
  test.each([
    ['"hello"', 'hello'],
    ['3', '3'],
    ['3.1', '3.1'],
    ['true', 'true'],
    ['null', 'null'],
    ['["hello", 3, true]', '["hello",3,true]'],
    ['{"hello": "world"}', '{"hello":"world"}'],
  ])('%s without a status code is the body %s', async (result, body) => {
    const test = urlPlane();
    test.host.script = () => outcome(result);
    expect(await call(test)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      text: body,
    });
  });

  test.each([
    [{ statusCode: 200, body: 'body123' }, 200, 'body123', { 'content-type': 'application/json' }],
    [{ statusCode: '418', body: "I'm a teapot" }, 418, "I'm a teapot", { 'content-type': 'application/json' }],
    [{ statusCode: 204 }, 204, '', { 'content-type': 'application/json' }],
    [
      { statusCode: 200, headers: { 'Content-Type': 'text/html', 'X-Count': 3, 'Content-Length': 99 }, body: '<p>' },
      200,
      '<p>',
      { 'content-type': 'text/html', 'x-count': '3' },
    ],
    [{ statusCode: 200, body: 'aGk=', isBase64Encoded: true }, 200, 'hi', { 'content-type': 'application/json' }],
    [{ statusCode: 200, body: { a: 1 } }, 200, '{"a":1}', { 'content-type': 'application/json' }],
  ])('%j describes the answer', async (result, status, text, headers) => {
    const test = urlPlane();
    test.host.script = () => outcome(JSON.stringify(result));
    const response = await call(test);
    expect([response.status, response.text, response.headers]).toEqual([status, text, headers]);
  });

  test('sets each cookie by a header of its own', async () => {
    const test = urlPlane();
    test.host.script = () => outcome(JSON.stringify({ statusCode: 200, cookies: ['a=1; Secure', 'b=2'] }));
    expect((await call(test)).cookies).toEqual(['a=1; Secure', 'b=2']);
  });

  test.each([
    ['a failure of the function', '{"errorType":"Error"}', 'Unhandled'],
    ['an impossible status', '{"statusCode": 7}', undefined],
    ['a status that is not final', '{"statusCode": 101}', undefined],
    ['a status that is no number', '{"statusCode": "ok"}', undefined],
    ['a header that would split the answer', '{"statusCode": 200, "headers": {"x": "a\\r\\nb: c"}}', undefined],
    ['a header with an impossible name', '{"statusCode": 200, "headers": {"a b": "c"}}', undefined],
    ['headers that are none', '{"statusCode": 200, "headers": {"x": {}}}', undefined],
    ['cookies that are none', '{"statusCode": 200, "cookies": "a"}', undefined],
    ['no JSON at all', 'oops', undefined],
  ] as const)('that is %s is a bad gateway', async (_, payload, functionError) => {
    const test = urlPlane();
    test.host.script = () => outcome(payload, functionError === undefined ? {} : { functionError });
    expect(await call(test)).toMatchObject({ status: 502, text: 'Internal Server Error' });
  });
});

const forbidden =
  '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}';

describe('a request is refused', () => {
  test('where no such URL exists', async () => {
    expect(await call(urlPlane(), { urlId: 'other' })).toMatchObject({ status: 403, text: '{"Message":null}' });
  });

  test.each([
    ['the URL is not public', { isPublic: false }, false],
    ['the URL asks for a signature and there is none', { authType: 'AWS_IAM' }, false],
    ['the alias is gone', { qualifier: 'gone' }, true],
  ])('where %s', async (_, route, isSigned) => {
    const test = urlPlane(route);
    expect(await call(test, { isSigned })).toMatchObject({
      status: 403,
      text: forbidden,
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
    });
    expect(test.host.invocations).toEqual([]);
  });

  test('where the function is throttled', async () => {
    const test = urlPlane();
    reserve(test, 0);
    expect(await call(test)).toMatchObject({ status: 429, text: '{"Message":"Rate Exceeded."}' });
  });

  test('where it is too large', async () => {
    expect(await call(urlPlane(), { method: 'POST', body: 'x'.repeat(6_291_456) })).toMatchObject({ status: 413 });
  });

  test('where the function is not ready', async () => {
    const test = urlPlane();
    test.plane.apply({
      kind: 'version',
      functionArn: arn,
      version: '$LATEST',
      route: { phase: 'unready', state: 'Pending' },
    });
    expect(await call(test)).toMatchObject({ status: 502 });
  });
});

describe("another site's page", () => {
  const cors = {
    AllowOrigins: ['https://shop.example'],
    AllowMethods: ['GET', 'PUT'],
    AllowHeaders: ['x-token'],
    ExposeHeaders: ['x-total'],
    MaxAge: 300,
    AllowCredentials: true,
  };
  const origin = 'https://shop.example';

  test('is told before what it may send, and the function hears nothing', async () => {
    const test = urlPlane({ cors });
    const response = await call(test, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT' },
    });
    expect(response).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'x-token',
        'access-control-max-age': '300',
        'access-control-allow-credentials': 'true',
      },
    });
    expect(test.host.invocations).toEqual([]);
  });

  test('gets the configured headers with each answer, instead of what the function says', async () => {
    const test = urlPlane({ cors });
    test.host.script = () =>
      outcome(JSON.stringify({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } }));
    expect((await call(test, { headers: { origin } })).headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-total',
    });
  });

  test('of an origin that is not allowed gets none of them', async () => {
    expect((await call(urlPlane({ cors }), { headers: { origin: 'https://evil.example' } })).headers).toEqual({
      'content-type': 'application/json',
    });
  });
});

test('a header makes the choice of the version sticky', async () => {
  const test = urlPlane({ qualifier: 'live' }, { routingMode: { kind: 'sticky', header: 'X-Customer' } });
  pointAlias(test, { version: '1', additional: { version: '2', weight: 0.5 } });
  for (let customer = 0; customer < 10; customer += 1) {
    for (let again = 0; again < 3; again += 1) await call(test, { headers: { 'x-customer': `c${customer}` } });
    expect(new Set(test.records.slice(-3).map(({ executedVersion }) => executedVersion)).size).toBe(1);
  }
  expect(new Set(test.records.map(({ executedVersion }) => executedVersion))).toEqual(new Set(['1', '2']));
});

describe('a URL that streams', () => {
  const described = 'application/vnd.awslambda.http-integration-response';
  const preludeEnd = '\0'.repeat(8);
  const streamingPlane = () => urlPlane({ invokeMode: 'RESPONSE_STREAM' });

  test.each([
    ['text/plain', ['Hello', ', world!'], 200, 'Hello, world!', 'text/plain'],
    ['text/plain', [], 200, '', 'text/plain'],
    [
      described,
      [`{"statusCode":418,"headers":{"Content-Type":"text/plain"}}`, preludeEnd, 'tea', 'pot'],
      418,
      'teapot',
      'text/plain',
    ],
    [
      described,
      [`{"statusCode":201}${preludeEnd.slice(3)}`, preludeEnd.slice(5), 'bare'],
      201,
      'bare',
      'application/octet-stream',
    ],
    [described, [`{}${preludeEnd}`], 200, '', 'application/octet-stream'],
    [described, [], 200, '', 'application/octet-stream'],
    [described, [`"no object"${preludeEnd}`, 'more'], 502, 'Internal Server Error', 'application/json'],
    [described, ['no prelude'], 502, 'Internal Server Error', 'application/json'],
    [described, ['x'.repeat(70_000), 'more'], 502, 'Internal Server Error', 'application/json'],
  ])('answers what a function streams as %s, %j, with %i', async (contentType, chunks, status, text, type) => {
    const test = streamingPlane();
    test.host.script = streaming(chunks, { contentType });
    expect(await call(test)).toMatchObject({ status, text, headers: { 'content-type': type } });
  });

  test('answers what a function returns whole as it is', async () => {
    const test = streamingPlane();
    test.host.script = () => outcome('{"statusCode":201,"body":"not streamed"}');
    expect(await call(test)).toMatchObject({
      status: 200,
      text: '{"statusCode":201,"body":"not streamed"}',
      headers: { 'content-type': 'application/json' },
    });
  });

  test('sets cookies, and the headers that CORS asks for', async () => {
    const test = urlPlane({ invokeMode: 'RESPONSE_STREAM', cors: { AllowOrigins: ['*'] } });
    test.host.script = streaming([`{"cookies":["a=1"]}${preludeEnd}`, 'body'], { contentType: described });
    const answer = await call(test, { headers: { origin: 'https://shop.example' } });
    expect(answer).toMatchObject({ cookies: ['a=1'], headers: { 'access-control-allow-origin': '*' } });
  });

  test('answers 502 where the function fails before its first byte, and breaks off where it fails later', async () => {
    const test = streamingPlane();
    const failure = { functionError: 'Unhandled', payload: Buffer.from('{}') } as const;
    test.host.script = () => outcome('{}', { functionError: 'Unhandled' });
    expect(await call(test)).toMatchObject({ status: 502, text: 'Internal Server Error' });
    test.host.script = streaming([], failure);
    expect(await call(test)).toMatchObject({ status: 502, text: 'Internal Server Error' });
    test.host.script = streaming(['half'], failure);
    expect(await call(test)).toMatchObject({ status: 200, text: 'half(broken)' });
    expect(test.records.map(({ result }) => result)).toEqual(Array(3).fill('function-error'));
  });

  test('answers before the function has ended', async () => {
    const test = streamingPlane();
    const goOn = Promise.withResolvers<void>();
    test.host.script = async (_spec, { response }) => {
      response?.begin('text/plain');
      await response?.write(Buffer.from('first '));
      await goOn.promise;
      await response?.write(Buffer.from('last'));
      return outcome('');
    };
    const answer = await test.plane.callUrl({
      urlId,
      request: { method: 'GET', path: '/', query: '', headers: { host }, body: new Uint8Array() },
      sourceIp: '198.51.100.7',
      protocol: 'HTTP/1.1',
      requestId: 'c2ebafd0-93fa-4042-af9d-a30e9019293d',
    });
    expect(test.records).toEqual([]);
    goOn.resolve();
    expect(await textOf(answer.body)).toBe('first last');
    expect(test.records).toHaveLength(1);
  });
});
