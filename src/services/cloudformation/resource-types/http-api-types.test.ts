/** The types that make HTTP APIs, over the service itself: made, changed, deleted, and repeated after crashes. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../template/json.ts';
import { call, openTypeStage } from '../type-stage.fixture.ts';
import { arn } from './life.fixture.ts';

const uri = arn('lambda', 'function:checkout:live');

describe.each([false, true])('with calls repeated after crashes: %s', (crashes) => {
  test('an API is made part by part', async () => {
    await using stage = await openTypeStage({ crashes });
    const { apigatewayv2 } = stage.clients;
    const api = await stage.made('AWS::ApiGatewayV2::Api', {
      Name: 'shop',
      ProtocolType: 'HTTP',
      CorsConfiguration: { AllowOrigins: ['*'], MaxAge: '60' },
      Tags: { colour: 'red' },
    });
    const ApiId = api.physicalId;
    expect(ApiId).toMatch(/^[a-z0-9]{10}$/);
    expect(api.attributes).toEqual({
      ApiId,
      ApiEndpoint: `https://${ApiId}.execute-api.us-east-1.amazonaws.com`,
    });
    const part = (name: string, properties: JsonObject) =>
      stage.made(`AWS::ApiGatewayV2::${name}`, { ApiId, ...properties });
    const integration = await part('Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: uri,
      PayloadFormatVersion: '2.0',
    });
    const authorizer = await part('Authorizer', {
      Name: 'gate',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['shop'] },
    });
    const route = await part('Route', {
      RouteKey: 'GET /',
      Target: `integrations/${integration.physicalId}`,
      AuthorizationType: 'JWT',
      AuthorizerId: authorizer.physicalId,
    });
    const deployment = await part('Deployment', { Description: 'first' });
    const served = await part('Stage', { StageName: 'dev', DeploymentId: deployment.physicalId, Tags: { size: 'xl' } });
    expect(served.physicalId).toBe('dev');
    expect((await apigatewayv2.GetRoutes({ ApiId }, call)).Items).toEqual([
      expect.objectContaining({ RouteId: route.physicalId, RouteKey: 'GET /', AuthorizationType: 'JWT' }),
    ]);

    await stage.update(route, { ApiId, RouteKey: 'GET /pets', Target: `integrations/${integration.physicalId}` });
    expect((await apigatewayv2.GetRoutes({ ApiId }, call)).Items).toEqual([
      expect.objectContaining({ RouteKey: 'GET /pets', AuthorizationType: 'NONE' }),
    ]);
    const changed = await stage.update(api, { Name: 'shop', ProtocolType: 'HTTP', Description: 'sells' });
    expect(changed.outcome).toMatchObject({ kind: 'done', physicalId: ApiId });
    await stage.update(served, { ApiId, StageName: 'dev', AutoDeploy: 'true' });

    for (const live of [served, deployment, authorizer, api]) {
      expect((await stage.delete(live)).outcome).toMatchObject({ kind: 'done' });
      expect((await stage.delete(live)).outcome).toMatchObject({ kind: 'done' });
    }
    expect(stage.problems).toEqual([]);
  });

  test('an API is made from a definition, and made anew by another', async () => {
    await using stage = await openTypeStage({ crashes });
    const { apigatewayv2 } = stage.clients;
    const body = (path: string): JsonObject => ({
      openapi: '3.0.1',
      info: { title: 'shop', version: '1.0' },
      paths: {
        [path]: {
          get: {
            'x-amazon-apigateway-integration': {
              type: 'aws_proxy',
              httpMethod: 'POST',
              payloadFormatVersion: 2,
              uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${uri}/invocations`,
            },
          },
        },
      },
    });
    const api = await stage.made('AWS::ApiGatewayV2::Api', { Body: body('/one'), Description: 'sells' });
    const ApiId = api.physicalId;
    const keys = async () => (await apigatewayv2.GetRoutes({ ApiId }, call)).Items?.map(({ RouteKey }) => RouteKey);
    expect(await keys()).toEqual(['GET /one']);
    await stage.update(api, { Body: body('/two'), Description: 'sells' });
    expect(await keys()).toEqual(['GET /two']);
    expect((await apigatewayv2.GetIntegrations({ ApiId }, call)).Items).toEqual([
      expect.objectContaining({ PayloadFormatVersion: '2.0', IntegrationType: 'AWS_PROXY' }),
    ]);
    expect(stage.problems).toEqual([]);
  });
});

test('what came with an API by quick create can be overridden', async () => {
  await using stage = await openTypeStage();
  const { physicalId: ApiId } = await stage.made('AWS::ApiGatewayV2::Api', {
    Name: 'shop',
    ProtocolType: 'HTTP',
    Target: uri,
  });
  await stage.made('AWS::ApiGatewayV2::ApiGatewayManagedOverrides', { ApiId, Integration: { TimeoutInMillis: 500 } });
  const { Items } = await stage.clients.apigatewayv2.GetIntegrations({ ApiId }, call);
  expect(Items).toEqual([expect.objectContaining({ TimeoutInMillis: 500, ApiGatewayManaged: true })]);
});

test('a WebSocket API and its parts are recorded, and say so', async () => {
  await using stage = await openTypeStage();
  const properties = { Name: 'chat', ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' };
  const { outcome } = await stage.create('AWS::ApiGatewayV2::Api', properties);
  expect(outcome).toMatchObject({
    kind: 'done',
    note: expect.stringContaining('WebSocket'),
    attributes: { ApiEndpoint: expect.stringMatching(/^wss:\/\/[a-z0-9]{10}\.execute-api/) },
  });
  const ApiId = outcome.kind === 'done' ? outcome.physicalId : '';
  const route = await stage.create('AWS::ApiGatewayV2::Route', { ApiId, RouteKey: '$connect' });
  expect(route.outcome).toMatchObject({ kind: 'done', note: expect.stringContaining('WebSocket') });
});

test('a part of an API that is not there fails in the words of the service', async () => {
  await using stage = await openTypeStage();
  const { outcome } = await stage.create('AWS::ApiGatewayV2::Stage', { ApiId: 'abcdefghij', StageName: 'dev' });
  expect(outcome).toMatchObject({
    kind: 'failed',
    code: 'NotFound',
    message: expect.stringContaining('Invalid API identifier specified 123456789012:abcdefghij'),
  });
});
