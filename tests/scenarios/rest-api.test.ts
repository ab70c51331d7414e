/** REST APIs before functions, through AWS's own client and plain HTTP. */
import { createServer } from 'node:http';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { expect, onTestFinished, test } from 'vitest';
import { openApiStage } from './api-stage.ts';

const uriOf = (functionArn: string): string =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

type Document = Readonly<Record<string, unknown>>;

async function openRestStage(source?: string) {
  const stage = await openApiStage(source);
  const rest = new APIGateway({ ...stage.platform.clientConfig, maxAttempts: 1 });
  const uri = uriOf(stage.functionArn);
  return {
    ...stage,
    rest,
    uri,
    proxy: { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } },
    /** An API with what the document says, deployed to `dev`. */
    async deploy(document: Document, variables: Record<string, string> = {}): Promise<string> {
      const body = Buffer.from(JSON.stringify({ swagger: '2.0', info: { title: 'shop', version: '1' }, ...document }));
      const { id: restApiId = '' } = await rest.importRestApi({ body });
      await rest.createDeployment({ restApiId, stageName: 'dev', variables });
      await stage.permit('checkout', restApiId);
      return restApiId;
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

test('an API made part by part hands requests to its function, once it is deployed and let in', async () => {
  const source = 'export const handler = async (event) => ({ statusCode: 201, body: JSON.stringify(event) });';
  await using stage = await openRestStage(source);
  const { rest } = stage;
  const { id: restApiId = '', rootResourceId: parentId } = await rest.createRestApi({ name: 'shop' });
  const { id: resourceId = '' } = await rest.createResource({ restApiId, parentId, pathPart: '{proxy+}' });
  const target = { restApiId, resourceId, httpMethod: 'ANY' };
  await rest.putMethod({ ...target, authorizationType: 'NONE' });
  await rest.putIntegration({ ...target, type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: stage.uri });
  expect((await stage.call(restApiId, '/dev/pets')).status).toBe(403);
  const { id: deploymentId } = await rest.createDeployment({ restApiId, stageName: 'dev' });
  const refused = await stage.call(restApiId, '/dev/pets');
  expect([refused.status, refused.text]).toEqual([500, '{"message": "Internal server error"}']);

  await stage.permit('checkout', restApiId);
  const answer = await stage.call(restApiId, '/dev/pets/a%20b/?a=1&a=2&b=x+y', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain', 'X-Many': ['a', 'b'], 'tEsT-header': 'v' },
    body: 'hello',
  });
  expect(answer.status).toBe(201);
  expect(answer.headers['content-type']).toBe('application/json');
  const event = answer.json();
  expect(event).toMatchObject({
    resource: '/{proxy+}',
    path: '/pets/a%20b/',
    httpMethod: 'POST',
    headers: { 'Content-Type': 'text/plain', 'X-Many': 'b', 'tEsT-header': 'v', 'X-Forwarded-For': '127.0.0.1' },
    multiValueHeaders: { 'X-Many': ['a', 'b'], 'tEsT-header': ['v'] },
    queryStringParameters: { a: '2', b: 'x y' },
    multiValueQueryStringParameters: { a: ['1', '2'], b: ['x y'] },
    pathParameters: { proxy: 'pets/a%20b' },
    stageVariables: null,
    body: 'hello',
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: restApiId,
      deploymentId,
      domainName: `${restApiId}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: restApiId,
      httpMethod: 'POST',
      identity: { sourceIp: '127.0.0.1', accessKey: null, userAgent: null },
      path: '/dev/pets/a%20b/',
      protocol: 'HTTP/1.1',
      requestId: answer.headers['x-amzn-requestid'],
      resourceId,
      resourcePath: '/{proxy+}',
      stage: 'dev',
    },
  });
  expect(event['headers']).not.toHaveProperty('content-length');
  // What came after the deployment is not served before the next.
  await rest.deleteMethod(target);
  expect((await stage.call(restApiId, '/dev/pets')).status).toBe(201);
  await rest.deleteRestApi({ restApiId });
  expect((await stage.call(restApiId, '/dev/pets')).status).toBe(403);
});

test('a function behind a proxy has to answer in form', async () => {
  const source = `export const handler = async ({ path }) => {
    switch (path) {
      case '/empty': return {};
      case '/extra': return { statusCode: 200, more: 1 };
      case '/text': return 'text';
      case '/fails': throw new Error('no');
      case '/binary': return { body: 'aGVsbG8=', isBase64Encoded: true, headers: { 'Content-Type': 'image/png' } };
      default: return { statusCode: '202', headers: { 'X-One': 'a' }, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: 'x' };
    }
  };`;
  await using stage = await openRestStage(source);
  const id = await stage.deploy({
    paths: { '/{proxy+}': { get: stage.proxy } },
    'x-amazon-apigateway-binary-media-types': ['image/*'],
  });
  const get = async (path: string, headers = {}) => {
    const { status, text } = await stage.call(id, `/dev${path}`, { headers });
    return [status, text];
  };
  expect(await get('/empty')).toEqual([200, '']);
  for (const path of ['/extra', '/text', '/fails'])
    expect(await get(path)).toEqual([502, '{"message": "Internal server error"}']);
  expect(await get('/binary')).toEqual([200, 'aGVsbG8=']);
  expect(await get('/binary', { Accept: 'image/webp,*/*' })).toEqual([200, 'hello']);
  const full = await stage.call(id, '/dev/full');
  expect(full.status).toBe(202);
  expect(full.headers).toMatchObject({ 'x-one': 'a', 'set-cookie': ['a=1', 'b=2'] });
});

test('a function that takes too long is not waited for, and all calls are counted', async () => {
  await using stage = await openRestStage(
    "export const handler = async ({ path }) => { if (path === '/slow') await new Promise((done) => setTimeout(done, 5000)); return {}; };",
  );
  const { 'x-amazon-apigateway-integration': integration } = stage.proxy;
  const slow = { 'x-amazon-apigateway-integration': { ...integration, timeoutInMillis: 50 } };
  const id = await stage.deploy({
    paths: {
      '/slow': { get: slow },
      '/fast': { get: stage.proxy },
      '/queue': {
        get: {
          'x-amazon-apigateway-integration': {
            type: 'aws',
            httpMethod: 'POST',
            uri: 'arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders',
          },
        },
      },
    },
  });
  expect((await stage.call(id, '/dev/fast')).status).toBe(200);
  const late = await stage.call(id, '/dev/slow');
  expect([late.status, late.text]).toEqual([504, '{"message": "Endpoint request timed out"}']);
  const queue = await stage.call(id, '/dev/queue');
  expect([queue.status, queue.text]).toEqual([
    501,
    '{"message":"Serin does not serve integrations with AWS\'s service sqs."}',
  ]);
  expect((await stage.call(id, '/dev/nowhere')).status).toBe(403);
  const at = stage.platform.clock.now();
  await stage.platform.advance(60_000);
  const cloudwatch = new CloudWatch({ ...stage.platform.clientConfig, maxAttempts: 1 });
  const sum = async (MetricName: string): Promise<number | undefined> => {
    const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
      Namespace: 'AWS/ApiGateway',
      MetricName,
      Dimensions: [
        { Name: 'ApiName', Value: 'shop' },
        { Name: 'Stage', Value: 'dev' },
      ],
      StartTime: new Date(at - 300_000),
      EndTime: new Date(at + 300_000),
      Period: 600,
      Statistics: ['Sum'],
    });
    return Datapoints[0]?.Sum;
  };
  expect([await sum('Count'), await sum('4XXError'), await sum('5XXError')]).toEqual([4, 1, 2]);
});

test('mapping templates stand between a function and its callers', async () => {
  const source = `export const handler = async (event) => {
    if (event.fail) throw new Error(event.fail);
    return { got: event, list: [1, 2] };
  };`;
  await using stage = await openRestStage(source);
  const template = [
    "#set($root = $input.path('$'))",
    '{"name": "$root.name", "id": "$input.params(\'id\')", "stage": "$context.stage", "colour": "$stageVariables.colour",',
    '"items": [#foreach($item in $root.items)"$item.sku"#if($foreach.hasNext), #end#end]',
    '#if($root.fail), "fail": "$util.escapeJavaScript($root.fail)"#end}',
  ].join('\n');
  const id = await stage.deploy(
    {
      paths: {
        '/orders/{id}': {
          post: {
            responses: { 200: { headers: { 'X-First': { type: 'string' } } }, 400: {}, 409: {} },
            'x-amazon-apigateway-integration': {
              type: 'aws',
              httpMethod: 'POST',
              uri: stage.uri,
              passthroughBehavior: 'never',
              requestTemplates: { 'application/json': template },
              responses: {
                default: {
                  statusCode: '200',
                  responseParameters: { 'method.response.header.X-First': 'integration.response.body.list[0]' },
                  responseTemplates: { 'application/json': "$input.json('$.got')" },
                },
                '.*conflict.*': {
                  statusCode: '409',
                  responseTemplates: { 'application/json': '{"error": $input.json(\'$.errorMessage\')}' },
                },
              },
            },
          },
        },
        '/mock': {
          get: {
            responses: { 200: {}, 418: {} },
            'x-amazon-apigateway-integration': {
              type: 'mock',
              requestTemplates: {
                'application/json': '{"statusCode": #if($input.params("tea") == "yes")418#{else}200#end}',
              },
              responses: {
                default: { statusCode: '200', responseTemplates: { 'application/json': '{"ok": true}' } },
                418: {
                  statusCode: '418',
                  responseTemplates: {
                    'application/json':
                      '#set($context.responseOverride.status = 419)#set($context.responseOverride.header.X-Tea = "green"){}',
                  },
                },
              },
            },
          },
        },
      },
    },
    { colour: 'red' },
  );
  const post = (body: string, headers = { 'Content-Type': 'application/json' }) =>
    stage.call(id, '/dev/orders/7', { method: 'POST', headers, body });
  const ordered = await post('{"name": "Ann", "items": [{"sku": "a"}, {"sku": "b"}]}');
  expect(ordered.status).toBe(200);
  expect(ordered.json()).toEqual({ name: 'Ann', id: '7', stage: 'dev', colour: 'red', items: ['a', 'b'] });
  expect(ordered.headers['x-first']).toBe('1');
  const conflict = await post('{"name": "Ann", "items": [], "fail": "a \\"conflict\\" here"}');
  expect([conflict.status, conflict.json()]).toEqual([409, { error: 'a "conflict" here' }]);
  const wrong = await post('x', { 'Content-Type': 'text/plain' });
  expect([wrong.status, wrong.text]).toEqual([415, '{"message":"Unsupported Media Type"}']);
  expect((await stage.call(id, '/dev/mock')).text).toBe('{"ok": true}');
  const tea = await stage.call(id, '/dev/mock?tea=yes');
  expect([tea.status, tea.headers['x-tea']]).toEqual([419, 'green']);
});

test('a call that the integration makes an event is taken over, and its function runs later', async () => {
  await using stage = await openRestStage(
    'export const handler = async (event) => { console.log(`ran ${event.id}`); };',
  );
  const id = await stage.deploy({
    paths: {
      '/{id}': {
        post: {
          responses: { 202: {} },
          'x-amazon-apigateway-integration': {
            type: 'aws',
            httpMethod: 'POST',
            uri: stage.uri,
            requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
            requestTemplates: { 'application/json': '{"id": "$input.params(\'id\')"}' },
            responses: { default: { statusCode: 202, responseTemplates: { 'application/json': '{"taken": true}' } } },
          },
        },
      },
    },
  });
  const answer = await stage.call(id, '/dev/7', { method: 'POST' });
  expect([answer.status, answer.text]).toEqual([202, '{"taken": true}']);
  const logs = new CloudWatchLogs({ ...stage.platform.clientConfig, maxAttempts: 1 });
  const lines: string[] = [];
  for (let turn = 0; turn < 60 && !lines.some((line) => line.includes('ran 7')); turn += 1) {
    await stage.platform.advance(1000);
    await stage.platform.eventsSettled();
    const { events = [] } = await logs
      .filterLogEvents({ logGroupName: '/aws/lambda/checkout' })
      .catch(() => ({ events: [] }));
    lines.push(...events.map(({ message = '' }) => message));
  }
  expect(lines.join('')).toContain('ran 7');
});

test('requests are held against what the method asks for, and refusals can be made one’s own', async () => {
  await using stage = await openRestStage('export const handler = async () => ({ body: "in" });');
  const id = await stage.deploy({
    definitions: {
      Order: {
        type: 'object',
        required: ['sku'],
        properties: { sku: { type: 'string' }, buyer: { $ref: '#/definitions/Buyer' } },
      },
      Buyer: { type: 'object', properties: { age: { type: 'integer', minimum: 18 } } },
    },
    'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
    'x-amazon-apigateway-request-validator': 'all',
    'x-amazon-apigateway-gateway-responses': {
      BAD_REQUEST_BODY: {
        statusCode: 422,
        responseParameters: {
          'gatewayresponse.header.X-Path': 'method.request.path.id',
          'gatewayresponse.header.X-Text': "'no'",
        },
        responseTemplates: {
          'application/json': '{"why": $context.error.messageString, "type": "$context.error.responseType"}',
        },
      },
    },
    paths: {
      '/{id}': {
        post: {
          parameters: [
            { name: 'page', in: 'query', required: true, type: 'string' },
            { name: 'X-Who', in: 'header', required: true, type: 'string' },
            { name: 'order', in: 'body', schema: { $ref: '#/definitions/Order' } },
          ],
          ...stage.proxy,
        },
      },
    },
  });
  const post = (path: string, body: string) =>
    stage.call(id, `/dev${path}`, {
      method: 'POST',
      headers: { 'x-who': 'me', 'Content-Type': 'application/json' },
      body,
    });
  const missing = await stage.call(id, '/dev/7', { method: 'POST', body: '{"sku": "a"}' });
  expect([missing.status, missing.text]).toEqual([
    400,
    '{"message":"Missing required request parameters: [page, X-Who]"}',
  ]);
  const invalid = await post('/7?page=1', '{"sku": "a", "buyer": {"age": 12}}');
  expect([invalid.status, invalid.text]).toEqual([422, '{"why": "Invalid request body", "type": "BAD_REQUEST_BODY"}']);
  expect(invalid.headers).toMatchObject({ 'x-path': '7', 'x-text': 'no' });
  expect((await post('/7?page=1', 'no JSON')).status).toBe(422);
  expect((await post('/7?page=1', '{"sku": "a", "buyer": {"age": 21}}')).text).toBe('in');
});

test('authorizers let callers in by token and by request, and are relied upon for a while', async () => {
  const gate = `let calls = 0;
  export const handler = async (event) => {
    calls += 1;
    const token = event.authorizationToken ?? event.headers['X-Token'];
    if (token === 'stranger') throw new Error('Unauthorized');
    if (token === 'broken') return 'what';
    const Effect = token === 'evil' ? 'Deny' : 'Allow';
    const Resource = token === 'reader' ? event.methodArn.replace(/(POST|GET).*/, 'GET/*') : event.methodArn.replace(/(POST|GET).*/, '*');
    return { principalId: token, context: { calls, isKnown: true }, policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] } };
  };`;
  await using stage = await openRestStage(
    'export const handler = async (event) => ({ body: JSON.stringify(event.requestContext.authorizer ?? null) });',
  );
  const gateArn = await stage.createFunction('gate', gate);
  const guarded = (name: string) => ({ ...stage.proxy, security: [{ [name]: [] }] });
  const authorizer = (extension: object) => ({
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': { authorizerUri: uriOf(gateArn), ...extension },
  });
  const id = await stage.deploy({
    securityDefinitions: {
      token: authorizer({ type: 'token', identityValidationExpression: '[a-z]+' }),
      request: authorizer({
        type: 'request',
        identitySource: 'method.request.header.X-Token, method.request.querystring.q',
        authorizerResultTtlInSeconds: 0,
      }),
    },
    paths: {
      '/token': { get: guarded('token'), post: guarded('token') },
      '/request': { get: guarded('request') },
    },
  });
  const get = async (path: string, headers = {}, method = 'GET') => {
    const { status, text } = await stage.call(id, `/dev${path}`, { method, headers });
    return [status, text];
  };
  expect(await get('/token', { Authorization: 'ann' })).toEqual([500, '{"message":null}']);
  await stage.permit('gate', id);
  expect(await get('/token')).toEqual([401, '{"message":"Unauthorized"}']);
  expect(await get('/token', { Authorization: '123' })).toEqual([401, '{"message":"Unauthorized"}']);
  expect(await get('/token', { Authorization: 'stranger' })).toEqual([401, '{"message":"Unauthorized"}']);
  expect(await get('/token', { Authorization: 'broken' })).toEqual([500, '{"message":null}']);
  expect(await get('/token', { Authorization: 'evil' })).toEqual([
    403,
    '{"Message":"User is not authorized to access this resource with an explicit deny"}',
  ]);
  const callsOf = async (...given: Parameters<typeof get>): Promise<unknown> =>
    JSON.parse(String((await get(...given))[1])).calls;
  const first = await stage.call(id, '/dev/token', { headers: { Authorization: 'ann' } });
  expect(first.json()).toMatchObject({ principalId: 'ann', isKnown: 'true', integrationLatency: expect.any(Number) });
  const { calls } = first.json();
  expect(await callsOf('/token', { Authorization: 'ann' })).toBe(calls);
  await stage.platform.advance(301_000);
  expect(await callsOf('/token', { Authorization: 'ann' })).not.toBe(calls);
  const again = await callsOf('/token', { Authorization: 'ann' });
  await stage.rest.flushStageAuthorizersCache({ restApiId: id, stageName: 'dev' });
  expect(await callsOf('/token', { Authorization: 'ann' })).not.toBe(again);
  expect((await get('/token', { Authorization: 'reader' }))[0]).toBe(200);
  expect(await get('/token', { Authorization: 'reader' }, 'POST')).toEqual([
    403,
    '{"Message":"User is not authorized to access this resource"}',
  ]);
  expect(await get('/request', { 'X-Token': 'ann' })).toEqual([401, '{"message":"Unauthorized"}']);
  const one = await callsOf('/request?q=1', { 'X-Token': 'ann' });
  expect(await callsOf('/request?q=1', { 'X-Token': 'ann' })).not.toBe(one);
});

test('API keys, signatures and policies keep others out', async () => {
  await using stage = await openRestStage(
    'export const handler = async (event) => ({ body: String(event.requestContext.identity.apiKeyId ?? event.requestContext.identity.accountId) });',
  );
  const { rest } = stage;
  const paths = {
    '/key': { get: { ...stage.proxy, security: [{ api_key: [] }] } },
    '/signed': { get: { ...stage.proxy, 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } },
    '/open': { get: stage.proxy },
  };
  const securityDefinitions = { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } };
  const id = await stage.deploy({ paths, securityDefinitions });
  const key = await rest.createApiKey({ name: 'ann', enabled: true });
  const get = async (path: string, headers = {}) => {
    const { status, text } = await stage.call(id, `/dev${path}`, { headers });
    return [status, text];
  };
  const forbidden = [403, '{"message":"Forbidden"}'];
  expect(await get('/key')).toEqual(forbidden);
  expect(await get('/key', { 'x-api-key': key.value })).toEqual(forbidden);
  const plan = await rest.createUsagePlan({ name: 'all', apiStages: [{ apiId: id, stage: 'dev' }] });
  await rest.createUsagePlanKey({ usagePlanId: plan.id, keyId: key.id, keyType: 'API_KEY' });
  expect(await get('/key', { 'x-api-key': key.value })).toEqual([200, key.id]);
  await rest.updateApiKey({ apiKey: key.id, patchOperations: [{ op: 'replace', path: '/enabled', value: 'false' }] });
  expect(await get('/key', { 'x-api-key': key.value })).toEqual(forbidden);
  expect(await get('/signed')).toEqual([403, '{"message":"Missing Authentication Token"}']);

  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:Invoke',
        Resource: 'execute-api:/*/GET/open',
        Condition: { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
      },
    ],
  };
  const closed = await stage.deploy({ paths, securityDefinitions, 'x-amazon-apigateway-policy': policy });
  const refused = await stage.call(closed, '/dev/open');
  expect([refused.status, refused.text]).toEqual([
    403,
    JSON.stringify({
      Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********0000:${closed}/dev/GET/open with an explicit deny`,
    }),
  ]);
});

test('stages choose functions by their variables, and a canary of a stage takes its share', async () => {
  await using stage = await openRestStage('export const handler = async () => ({ body: "checkout" });');
  const { rest } = stage;
  const other = await stage.createFunction('other', 'export const handler = async () => ({ body: "other" });');
  const uri = uriOf('arn:aws:lambda:us-east-1:000000000000:function:${stageVariables.fn}');
  const integration = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } };
  const id = await stage.deploy({ paths: { '/': { get: integration } } }, { fn: 'checkout' });
  await stage.permit('other', id);
  expect(other).toContain('other');
  const texts = async (): Promise<string[]> => {
    const seen = new Set<string>();
    for (let index = 0; index < 60; index += 1) seen.add((await stage.call(id, '/dev')).text);
    return [...seen].toSorted();
  };
  expect(await texts()).toEqual(['checkout']);
  await rest.createDeployment({
    restApiId: id,
    stageName: 'dev',
    canarySettings: { percentTraffic: 50, stageVariableOverrides: { fn: 'other' } },
  });
  // Both sides are missed in fewer than one of 10^17 runs.
  expect(await texts()).toEqual(['checkout', 'other']);
  const patch = (op: 'replace' | 'remove', path: string, value?: string) =>
    rest.updateStage({ restApiId: id, stageName: 'dev', patchOperations: [{ op, path, ...(value && { value }) }] });
  await patch('replace', '/canarySettings/percentTraffic', '100');
  expect(await texts()).toEqual(['other']);
  await patch('remove', '/canarySettings');
  expect(await texts()).toEqual(['checkout']);
  await patch('replace', '/variables/fn', 'other');
  expect(await texts()).toEqual(['other']);
});

test('addresses on the web stand behind an API, as they are and mapped', async () => {
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    response.writeHead(url?.startsWith('/gone') ? 404 : 200, { 'X-Seen': `${method} ${url}` });
    response.end(JSON.stringify({ who: headers['x-who'] ?? null }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  await using stage = await openRestStage();
  const integration = (type: string, uri: string, rest: object = {}) => ({
    responses: { 200: {}, 404: {} },
    'x-amazon-apigateway-integration': {
      type,
      httpMethod: 'GET',
      uri: `${origin}${uri}`,
      requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
      ...rest,
    },
  });
  const id = await stage.deploy({
    paths: {
      '/proxy/{id}': { get: integration('http_proxy', '/things/{id}') },
      '/mapped/{id}': {
        get: integration('http', '/{id}', {
          requestParameters: {
            'integration.request.path.id': 'method.request.path.id',
            'integration.request.header.X-Who': "'me'",
          },
          responses: {
            '2\\d{2}': {
              statusCode: '200',
              responseTemplates: { 'application/json': '{"is": $input.json(\'$.who\')}' },
            },
            '404': { statusCode: '404', responseTemplates: { 'application/json': '{"gone": true}' } },
          },
        }),
      },
    },
  });
  const proxied = await stage.call(id, '/dev/proxy/7?a=1', { headers: { 'X-Who': 'ann' } });
  expect([proxied.status, proxied.text, proxied.headers['x-seen']]).toEqual([
    200,
    '{"who":"ann"}',
    'GET /things/7?a=1',
  ]);
  expect((await stage.call(id, '/dev/mapped/things')).text).toBe('{"is": "me"}');
  const gone = await stage.call(id, '/dev/mapped/gone');
  expect([gone.status, gone.text]).toEqual([404, '{"gone": true}']);
});
