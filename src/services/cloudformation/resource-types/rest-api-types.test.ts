/** The types that make REST APIs, over the service itself: made, changed, deleted, and repeated after crashes. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../template/json.ts';
import { call, openTypeStage } from '../type-stage.fixture.ts';
import { arn } from './life.fixture.ts';

const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn('lambda', 'function:checkout:live')}/invocations`;

describe.each([false, true])('with calls repeated after crashes: %s', (crashes) => {
  test('a REST API is made part by part', async () => {
    await using stage = await openTypeStage({ crashes });
    const { apigateway } = stage.clients;
    const api = await stage.made('AWS::ApiGateway::RestApi', {
      Name: 'shop',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      BinaryMediaTypes: ['image~1png'],
      Tags: [{ Key: 'colour', Value: 'red' }],
    });
    const restApiId = api.physicalId;
    const RestApiId = restApiId;
    expect(restApiId).toMatch(/^[a-z0-9]{10}$/);
    const { RootResourceId = '' } = api.attributes;
    expect(api.attributes).toEqual({ RestApiId, RootResourceId: expect.stringMatching(/^[a-z0-9]{6}$/) });
    expect(await apigateway.GetRestApi({ restApiId }, call)).toMatchObject({
      name: 'shop',
      binaryMediaTypes: ['image/png'],
      endpointConfiguration: { types: ['REGIONAL'] },
      tags: { colour: 'red' },
    });
    const part = (name: string, properties: JsonObject) =>
      stage.made(`AWS::ApiGateway::${name}`, { RestApiId, ...properties });
    const resource = await part('Resource', { ParentId: RootResourceId, PathPart: '{id}' });
    const model = await part('Model', { Name: 'Order', ContentType: 'application/json', Schema: { type: 'object' } });
    const validator = await part('RequestValidator', { Name: 'body', ValidateRequestBody: true });
    const authorizer = await part('Authorizer', {
      Name: 'gate',
      Type: 'TOKEN',
      AuthorizerUri: uri,
      IdentitySource: 'method.request.header.Authorization',
    });
    const refusal = await part('GatewayResponse', { ResponseType: 'DEFAULT_4XX', StatusCode: '400' });
    const properties = {
      RestApiId,
      ResourceId: resource.physicalId,
      HttpMethod: 'POST',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: authorizer.physicalId,
      RequestValidatorId: validator.physicalId,
      RequestModels: { 'application/json': model.physicalId },
      RequestParameters: { 'method.request.path.id': 'true' },
      Integration: {
        Type: 'AWS',
        IntegrationHttpMethod: 'POST',
        Uri: uri,
        IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': "$input.json('$')" } }],
      },
      MethodResponses: [{ StatusCode: '200', ResponseModels: { 'application/json': 'Empty' } }],
    };
    const method = await stage.made('AWS::ApiGateway::Method', properties);
    const target = { restApiId, resourceId: resource.physicalId, httpMethod: 'POST' };
    expect(await apigateway.GetMethod(target, call)).toMatchObject({
      authorizationType: 'CUSTOM',
      authorizerId: authorizer.physicalId,
      requestParameters: { 'method.request.path.id': true },
      methodResponses: { 200: { responseModels: { 'application/json': 'Empty' } } },
      methodIntegration: { type: 'AWS', httpMethod: 'POST', uri, integrationResponses: { 200: { statusCode: '200' } } },
    });
    const deployment = await part('Deployment', { Description: 'first', StageName: 'first' });
    const served = await part('Stage', {
      StageName: 'dev',
      DeploymentId: deployment.physicalId,
      Variables: { a: '1' },
    });
    expect(served.physicalId).toBe('dev');

    await stage.update(method, { ...properties, AuthorizationType: 'NONE' });
    expect(await apigateway.GetMethod(target, call)).toMatchObject({ authorizationType: 'NONE' });
    await stage.update(served, {
      RestApiId,
      StageName: 'dev',
      DeploymentId: deployment.physicalId,
      Variables: { b: '2' },
      MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', MetricsEnabled: true }],
    });
    expect(await apigateway.GetStage({ restApiId, stageName: 'dev' }, call)).toMatchObject({
      variables: { b: '2' },
      methodSettings: { '*/*': { metricsEnabled: true } },
    });
    for (const live of [served, deployment, method, refusal, validator, authorizer, model, resource, api])
      expect((await stage.delete(live)).outcome).toMatchObject({ kind: 'done' });
    await expect(apigateway.GetRestApi({ restApiId }, call)).rejects.toMatchObject({ type: 'NotFoundException' });
    expect(stage.problems).toEqual([]);
  });

  test('a key is let in by its usage plan', async () => {
    await using stage = await openTypeStage({ crashes });
    const { apigateway } = stage.clients;
    const Body = {
      swagger: '2.0',
      info: { title: 'shop', version: '1' },
      paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } } },
    };
    const api = await stage.made('AWS::ApiGateway::RestApi', { Body });
    const RestApiId = api.physicalId;
    const deployment = await stage.made('AWS::ApiGateway::Deployment', { RestApiId });
    const live = await stage.made('AWS::ApiGateway::Stage', {
      RestApiId,
      StageName: 'dev',
      DeploymentId: deployment.physicalId,
    });
    const key = await stage.made('AWS::ApiGateway::ApiKey', { Enabled: true });
    const plan = await stage.made('AWS::ApiGateway::UsagePlan', {
      UsagePlanName: 'all',
      ApiStages: [{ ApiId: RestApiId, Stage: 'dev' }],
      Quota: { Limit: 5000, Period: 'MONTH' },
    });
    const link = await stage.made('AWS::ApiGateway::UsagePlanKey', {
      KeyId: key.physicalId,
      KeyType: 'API_KEY',
      UsagePlanId: plan.physicalId,
    });
    expect(link.physicalId).toBe(`${key.physicalId}:${plan.physicalId}`);
    expect(await apigateway.GetUsagePlan({ usagePlanId: plan.physicalId }, call)).toMatchObject({
      name: 'all',
      apiStages: [{ apiId: RestApiId, stage: 'dev' }],
      quota: { limit: 5000, offset: 0, period: 'MONTH' },
    });
    for (const one of [link, plan, key, live, deployment, api])
      expect((await stage.delete(one)).outcome).toMatchObject({ kind: 'done' });
    expect(stage.problems).toEqual([]);
  });
});
