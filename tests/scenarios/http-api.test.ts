/** HTTP APIs before functions, through AWS's own client and plain HTTP. */
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { callApi } from './api-caller.ts';
import { openApiStage } from './api-stage.ts';

test('an API made by quick create hands requests to its function, once the function lets it', async () => {
  await using stage = await openApiStage();
  const { ApiId = '', ApiEndpoint } = await stage.apis.createApi({
    Name: 'shop',
    ProtocolType: 'HTTP',
    Target: stage.functionArn,
  });
  expect(ApiId).toMatch(/^[a-z0-9]{10}$/);
  expect(ApiEndpoint).toBe(`https://${ApiId}.execute-api.us-east-1.amazonaws.com`);
  const refused = await stage.call(ApiId, '/pets/1');
  expect([refused.status, refused.text]).toEqual([500, '{"message":"Internal Server Error"}']);

  await stage.permit('checkout', ApiId);
  const answer = await stage.call(ApiId, '/pets/1?a=1&a=2&b=x%20y', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', Cookie: 'one=1; two=2', 'X-Many': ['a', 'b'] },
    body: 'hello',
  });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.headers['apigw-requestid']).toMatch(/^[A-Za-z0-9]{15}=$/);
  const event = answer.json();
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/pets/1',
    rawQueryString: 'a=1&a=2&b=x%20y',
    cookies: ['one=1', 'two=2'],
    queryStringParameters: { a: '1,2', b: 'x y' },
    headers: { 'content-length': '5', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
    requestContext: {
      accountId: '000000000000',
      apiId: ApiId,
      domainName: `${ApiId}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: ApiId,
      http: { method: 'POST', path: '/pets/1', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      requestId: answer.headers['apigw-requestid'],
      routeKey: '$default',
      stage: '$default',
    },
    body: 'hello',
    isBase64Encoded: false,
  });
  expect(event['headers']).not.toHaveProperty('cookie');
  const chunked = { 'Transfer-Encoding': 'chunked' };
  const large = await stage.call(ApiId, '/', { method: 'POST', headers: chunked, body: 'in chunks' });
  expect(large.json()).toMatchObject({ headers: { 'content-length': '9' } });
  expect((await stage.callByPath(ApiId, '/pets/2')).json()).toMatchObject({ rawPath: '/pets/2' });
  const other = await callApi(stage.platform.endpoint, { host: 'abcdefghij.execute-api.localhost', path: '/' });
  expect(other.status).toBe(403);
});

test('routes, stages and deployments decide what is served', async () => {
  await using stage = await openApiStage();
  const { apis } = stage;
  const { ApiId = '' } = await apis.createApi({ Name: 'shop', ProtocolType: 'HTTP' });
  await stage.permit('checkout', ApiId);
  const { IntegrationId } = await apis.createIntegration({
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: 'arn:aws:lambda:us-east-1:000000000000:function:${stageVariables.fn}',
    PayloadFormatVersion: '2.0',
  });
  const Target = `integrations/${IntegrationId}`;
  for (const RouteKey of ['GET /pets/{id}', 'ANY /{proxy+}', 'GET /pets/dog'])
    await apis.createRoute({ ApiId, RouteKey, Target });
  await expect(apis.createRoute({ ApiId, RouteKey: 'GET /pets/{name}', Target })).rejects.toMatchObject({
    name: 'ConflictException',
  });
  await apis.createStage({ ApiId, StageName: 'dev', StageVariables: { fn: 'checkout' } });
  expect((await stage.call(ApiId, '/dev/pets/1')).status).toBe(404);

  const { DeploymentId } = await apis.createDeployment({ ApiId, StageName: 'dev' });
  expect(await apis.getStage({ ApiId, StageName: 'dev' })).toMatchObject({ DeploymentId });
  const one = await stage.call(ApiId, '/dev/pets/1%202');
  expect(one.json()).toMatchObject({
    routeKey: 'GET /pets/{id}',
    rawPath: '/dev/pets/1 2',
    pathParameters: { id: '1 2' },
    stageVariables: { fn: 'checkout' },
    requestContext: { stage: 'dev', http: { path: '/dev/pets/1 2' } },
  });
  expect((await stage.call(ApiId, '/dev/pets/dog')).json()).toMatchObject({ routeKey: 'GET /pets/dog' });
  expect((await stage.call(ApiId, '/dev/pets/1', { method: 'PUT' })).json()).toMatchObject({
    routeKey: 'ANY /{proxy+}',
    pathParameters: { proxy: 'pets/1' },
  });
  const nowhere = await stage.call(ApiId, '/pets/1');
  expect([nowhere.status, nowhere.text]).toEqual([404, '{"message":"Not Found"}']);

  // A route that came later is served once it is deployed, and at once where the stage deploys by itself.
  await apis.createRoute({ ApiId, RouteKey: 'GET /', Target });
  expect((await stage.call(ApiId, '/dev')).status).toBe(404);
  await apis.updateStage({ ApiId, StageName: 'dev', AutoDeploy: true });
  await apis.createRoute({ ApiId, RouteKey: 'HEAD /', Target });
  expect((await stage.call(ApiId, '/dev')).json()).toMatchObject({ routeKey: 'GET /', rawPath: '/dev/' });

  await apis.deleteStage({ ApiId, StageName: 'dev' });
  expect((await stage.call(ApiId, '/dev')).status).not.toBe(200);
  await apis.deleteApi({ ApiId });
  await expect(apis.getApi({ ApiId })).rejects.toMatchObject({
    name: 'NotFoundException',
    message: `Invalid API identifier specified 000000000000:${ApiId}`,
  });
});

test('payload format 1.0 has lists and nulls, and asks for a whole answer', async () => {
  const source = `export const handler = async (event) => event.queryStringParameters === null ? 'text' : ({
    statusCode: 201, headers: { 'X-One': 1 }, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: JSON.stringify(event) });`;
  await using stage = await openApiStage(source);
  const { apis } = stage;
  const { ApiId = '' } = await apis.createApi({ Name: 'shop', ProtocolType: 'HTTP' });
  await stage.permit('checkout', ApiId);
  const { IntegrationId } = await apis.createIntegration({
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${stage.functionArn}/invocations`,
    PayloadFormatVersion: '1.0',
  });
  await apis.createRoute({ ApiId, RouteKey: 'GET /old', Target: `integrations/${IntegrationId}` });
  await apis.createStage({ ApiId, StageName: '$default', AutoDeploy: true });
  const answer = await stage.call(ApiId, '/old?a=1&a=2', { headers: { 'X-Many': ['a', 'b'] } });
  expect(answer.status).toBe(201);
  expect(answer.headers).toMatchObject({ 'x-one': '1', 'set-cookie': ['a=1', 'b=2'] });
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(answer.json()).toMatchObject({
    version: '1.0',
    resource: '/old',
    path: '/old',
    httpMethod: 'GET',
    headers: { 'x-many': 'b' },
    multiValueHeaders: { 'x-many': ['a', 'b'] },
    queryStringParameters: { a: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    requestContext: { resourcePath: '/old', httpMethod: 'GET', identity: { sourceIp: '127.0.0.1' }, stage: '$default' },
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
  });
  expect((await stage.call(ApiId, '/old')).status).toBe(500);
});

test('a Lambda authorizer decides, and its decision lasts as long as it is cached', async () => {
  await using stage = await openApiStage();
  const { apis, platform } = stage;
  const authorizerArn = await stage.createFunction(
    'gate',
    `let calls = 0;
    export const handler = async (event) => {
      calls += 1;
      return { isAuthorized: event.identitySource[0] === 'let me in', context: { calls } };
    };`,
  );
  const { ApiId = '' } = await apis.createApi({
    Name: 'shop',
    ProtocolType: 'HTTP',
    CorsConfiguration: { AllowOrigins: ['https://shop.example'], AllowMethods: ['GET'], MaxAge: 60 },
  });
  await stage.permit('checkout', ApiId);
  await stage.permit('gate', ApiId);
  const { AuthorizerId } = await apis.createAuthorizer({
    ApiId,
    Name: 'gate',
    AuthorizerType: 'REQUEST',
    AuthorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${authorizerArn}/invocations`,
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    AuthorizerResultTtlInSeconds: 60,
    IdentitySource: ['$request.header.Authorization'],
  });
  const { IntegrationId } = await apis.createIntegration({
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: stage.functionArn,
    PayloadFormatVersion: '2.0',
  });
  await apis.createRoute({
    ApiId,
    RouteKey: 'GET /',
    Target: `integrations/${IntegrationId}`,
    AuthorizationType: 'CUSTOM',
    AuthorizerId,
  });
  await apis.createStage({ ApiId, StageName: '$default', AutoDeploy: true });
  const withToken = (token: string) => stage.call(ApiId, '/', { headers: { Authorization: token } });
  const calls = async (): Promise<unknown> => (await withToken('let me in')).json()['requestContext'];

  expect((await stage.call(ApiId, '/')).text).toBe('{"message":"Unauthorized"}');
  expect((await withToken('please')).text).toBe('{"message":"Forbidden"}');
  expect(await calls()).toMatchObject({ authorizer: { lambda: { calls: 2 } } });
  expect(await calls()).toMatchObject({ authorizer: { lambda: { calls: 2 } } });
  await platform.advance(61_000);
  expect(await calls()).toMatchObject({ authorizer: { lambda: { calls: 3 } } });
  await apis.resetAuthorizersCache({ ApiId, StageName: '$default' });
  expect(await calls()).toMatchObject({ authorizer: { lambda: { calls: 4 } } });

  const preflight = await stage.call(ApiId, '/', {
    method: 'OPTIONS',
    headers: { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'GET' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-methods': 'GET',
    'access-control-max-age': '60',
  });
});

test('a route may lead to an address on the web', async () => {
  await using stage = await openApiStage();
  const { apis } = stage;
  const server = createServer((incoming, response) => {
    response.writeHead(418, { 'X-Seen': `${incoming.method} ${incoming.url} ${String(incoming.headers['x-added'])}` });
    incoming.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { ApiId = '' } = await apis.createApi({ Name: 'shop', ProtocolType: 'HTTP' });
  const { IntegrationId } = await apis.createIntegration({
    ApiId,
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: `http://127.0.0.1:${port}/inner/{proxy}`,
    RequestParameters: { 'append:header.X-Added': '$context.stage', 'remove:querystring.gone': "''" },
    ResponseParameters: { '418': { 'overwrite:statuscode': '202' } },
  });
  await apis.createRoute({ ApiId, RouteKey: 'ANY /{proxy+}', Target: `integrations/${IntegrationId}` });
  await apis.createStage({ ApiId, StageName: 'dev', AutoDeploy: true });
  const answer = await stage.call(ApiId, '/dev/a/b%20c?x=1&gone=2', { method: 'POST', body: 'hello' });
  expect(answer.status).toBe(202);
  expect(answer.headers['x-seen']).toBe('POST /inner/a/b%20c?x=1 dev');
  expect(answer.text).toBe('hello');
});

test('what Serin does not serve says so', async () => {
  await using stage = await openApiStage();
  await expect(
    stage.apis.createApi({ Name: 'chat', ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' }),
  ).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('WebSocket APIs') });
});
