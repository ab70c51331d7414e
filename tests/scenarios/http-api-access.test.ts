/** Who may call an HTTP API, and what is left of its calls. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect, onTestFinished, test } from 'vitest';
import { callApi } from './api-caller.ts';
import { openApiStage } from './api-stage.ts';

/** Serves the keys that its tokens are signed with. */
async function openIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one' };
  const server = createServer((incoming, response) => {
    const isDiscovery = incoming.url === '/.well-known/openid-configuration';
    response.end(JSON.stringify(isDiscovery ? { jwks_uri: `${issuer}/keys` } : { keys: [key] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    issuer,
    token(claims: object): string {
      const good = { iss: issuer, aud: 'shop', exp: Math.floor(Date.now() / 1000) + 3600 };
      const signed = `${part({ alg: 'RS256', kid: 'one' })}.${part({ ...good, ...claims })}`;
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
  };
}

test('a JWT authorizer asks for a token of its issuer, with a scope of the route', async () => {
  await using stage = await openApiStage();
  const { apis } = stage;
  const { issuer, token } = await openIssuer();
  const ApiId = await stage.createApi('GET /open');
  const authorizer = async (name: string, Issuer: string) => {
    const { AuthorizerId } = await apis.createAuthorizer({
      ApiId,
      Name: name,
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer, Audience: ['shop'] },
    });
    const [route] = (await apis.getRoutes({ ApiId })).Items ?? [];
    const asked = { AuthorizationType: 'JWT' as const, AuthorizerId, AuthorizationScopes: ['read'] };
    await apis.createRoute({ ApiId, RouteKey: `GET /${name}`, Target: route?.Target, ...asked });
  };
  await authorizer('pets', issuer);
  await authorizer('nobody', 'http://127.0.0.1:1');
  const get = (path: string, claims: object) =>
    stage.call(ApiId, path, { headers: { Authorization: `Bearer ${token(claims)}` } });

  const unsigned = await stage.call(ApiId, '/pets');
  expect([unsigned.status, unsigned.text]).toEqual([401, '{"message":"Unauthorized"}']);
  expect(unsigned.headers['www-authenticate']).toBe('Bearer');
  expect((await get('/pets', { aud: 'other', scope: 'read' })).status).toBe(401);
  expect((await get('/pets', { exp: 1, scope: 'read' })).headers['www-authenticate']).toContain(
    'the token has expired',
  );
  const narrow = await get('/pets', { scope: 'write' });
  expect([narrow.status, narrow.text]).toEqual([403, '{"message":"Forbidden"}']);
  const unreachable = await get('/nobody', { iss: 'http://127.0.0.1:1', scope: 'read' });
  expect(unreachable.status).toBe(401);
  expect(unreachable.headers['www-authenticate']).toContain('OIDC discovery endpoint communication error');
  const answer = await get('/pets', { sub: 'me', scope: 'read write' });
  expect(answer.json()).toMatchObject({
    requestContext: { authorizer: { jwt: { claims: { sub: 'me', aud: 'shop' }, scopes: ['read'] } } },
  });
});

test('a route with AWS_IAM asks for a signature, and tells the function whose it is', async () => {
  const source = `export const handler = async ({ requestContext: { authorizer } }) => ({
    items: [{ name: authorizer.iam.userArn, protocolType: 'HTTP', routeSelectionExpression: '' }] });`;
  await using stage = await openApiStage(source);
  const ApiId = await stage.createApi('GET /v2/apis', {}, { AuthorizationType: 'AWS_IAM' });
  const unsigned = await stage.call(ApiId, '/v2/apis');
  expect([unsigned.status, unsigned.text]).toEqual([403, '{"message":"Forbidden"}']);
  // A client of AWS's that is pointed at the API signs as callers of such routes do.
  const { platform } = stage;
  const caller = (secretAccessKey: string) =>
    new ApiGatewayV2({
      ...platform.clientConfig,
      endpoint: `${platform.endpoint}/_serin/execute-api/${ApiId}`,
      credentials: { ...platform.credentials, secretAccessKey },
      maxAttempts: 1,
    });
  const { Items } = await caller(platform.credentials.secretAccessKey).getApis({});
  expect(Items?.[0]?.Name).toBe('arn:aws:iam::000000000000:root');
  await expect(caller('wrong').getApis({})).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
});

test('an authorizer that answers with a policy lets in where the policy does', async () => {
  await using stage = await openApiStage();
  const { apis } = stage;
  const gate = await stage.createFunction(
    'gate',
    `export const handler = async ({ methodArn, authorizationToken }) => {
      if (authorizationToken === 'fail') throw new Error('broken');
      return { principalId: 'me', context: { tenant: 'one' }, policyDocument: { Statement: [
        { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn.replace(/GET.*/, 'GET/pets') }] } };
    };`,
  );
  const ApiId = await stage.createApi('GET /open');
  await stage.permit('gate', ApiId);
  const { AuthorizerId } = await apis.createAuthorizer({
    ApiId,
    Name: 'gate',
    AuthorizerType: 'REQUEST',
    AuthorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${gate}/invocations`,
    AuthorizerPayloadFormatVersion: '1.0',
    IdentitySource: ['$request.header.Authorization'],
    AuthorizerResultTtlInSeconds: 300,
  });
  const [route] = (await apis.getRoutes({ ApiId })).Items ?? [];
  for (const path of ['/pets', '/toys'])
    await apis.createRoute({
      ApiId,
      RouteKey: `GET ${path}`,
      Target: route?.Target,
      AuthorizationType: 'CUSTOM',
      AuthorizerId,
    });
  const get = (path: string, Authorization: string) => stage.call(ApiId, path, { headers: { Authorization } });
  expect((await get('/pets', 'one')).json()).toMatchObject({
    requestContext: { authorizer: { lambda: { tenant: 'one' } } },
  });
  // The policy that is kept says nothing of this route.
  expect((await get('/toys', 'one')).status).toBe(403);
  expect((await get('/pets', 'fail')).text).toBe('{"message":"Internal Server Error"}');
});

test('an API that is served under a domain of its own alone is not found', async () => {
  await using stage = await openApiStage();
  const ApiId = await stage.createApi('GET /');
  expect((await stage.call(ApiId, '/')).status).toBe(200);
  await stage.apis.updateApi({ ApiId, DisableExecuteApiEndpoint: true });
  expect((await stage.call(ApiId, '/')).status).toBe(404);
});

test('a function that takes too long, or is too much, is not waited for', async () => {
  await using stage = await openApiStage(
    'export const handler = () => new Promise(() => setInterval(() => {}, 1000));',
  );
  const ApiId = await stage.createApi('POST /', { TimeoutInMillis: 50 });
  const slow = await stage.call(ApiId, '/', { method: 'POST' });
  expect([slow.status, slow.text]).toEqual([503, '{"message":"Service Unavailable"}']);
  const large = await stage.call(ApiId, '/', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
  expect([large.status, large.text]).toEqual([413, '{"message":"Request Entity Too Large"}']);
});

test('requests are counted in AWS/ApiGateway, by API and by stage', async () => {
  await using stage = await openApiStage();
  const { platform } = stage;
  const ApiId = await stage.createApi('GET /');
  const StartTime = new Date(platform.clock.now() - 60_000);
  for (const path of ['/', '/', '/nowhere']) await stage.call(ApiId, path);
  await platform.advance(60_000);
  const cloudwatch = new CloudWatch(platform.clientConfig);
  const read = async (MetricName: string) => {
    const { Datapoints } = await cloudwatch.getMetricStatistics({
      Namespace: 'AWS/ApiGateway',
      MetricName,
      Dimensions: [
        { Name: 'ApiId', Value: ApiId },
        { Name: 'Stage', Value: '$default' },
      ],
      StartTime,
      EndTime: new Date(platform.clock.now() + 60_000),
      Period: 300,
      Statistics: ['Sum', 'SampleCount'],
    });
    return Datapoints?.map(({ Sum, SampleCount }) => [Sum, SampleCount])[0];
  };
  expect(await read('Count')).toEqual([3, 3]);
  expect(await read('4xx')).toEqual([1, 3]);
  expect(await read('5xx')).toEqual([0, 3]);
  expect((await read('IntegrationLatency'))?.[1]).toBe(2);
});

test('a function URL has an address by path as well', async () => {
  await using stage = await openApiStage();
  const { lambda, platform } = stage;
  await lambda.addPermission({
    FunctionName: 'checkout',
    StatementId: 'open',
    Action: 'lambda:InvokeFunctionUrl',
    Principal: '*',
    FunctionUrlAuthType: 'NONE',
  });
  const { FunctionUrl = '' } = await lambda.createFunctionUrlConfig({ FunctionName: 'checkout', AuthType: 'NONE' });
  const [urlId = ''] = new URL(FunctionUrl).hostname.split('.');
  const answer = await callApi(platform.endpoint, { path: `/_serin/lambda-url/${urlId}/pets?a=1` });
  expect(answer.json()).toMatchObject({
    rawPath: '/pets',
    rawQueryString: 'a=1',
    requestContext: {
      domainPrefix: urlId,
      domainName: expect.stringMatching(`^${urlId}\\.lambda-url\\.localhost:\\d+$`),
    },
  });
});
