import { describe, expect, test } from 'vitest';
import type { HttpApiRecord } from './http-api.ts';
import { DefinitionFault, readDefinition } from './openapi-definition.ts';
import { describeDefinition } from './openapi-export.ts';

const uri = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn/invocations';
const integration = { type: 'aws_proxy', httpMethod: 'POST', payloadFormatVersion: 2, uri };
const definitionOf = (paths: object, more = {}) => ({
  openapi: '3.0.1',
  info: { title: 'shop', version: '1' },
  paths,
  ...more,
});

describe('a definition', () => {
  test('has a route for each method, one for any, and the default', () => {
    const { operations } = readDefinition(
      definitionOf({
        '/pets': {
          get: { 'x-amazon-apigateway-integration': integration },
          'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': integration },
        },
        $default: { 'x-amazon-apigateway-any-method': { isDefaultRoute: true } },
      }),
    );
    expect(operations.map(({ route }) => route.RouteKey)).toEqual(['GET /pets', 'ANY /pets', '$default']);
    expect(operations[0]?.integration).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
      IntegrationUri: uri,
    });
  });

  test('names its authorizers', () => {
    const scheme = {
      type: 'apiKey',
      'x-amazon-apigateway-authorizer': {
        type: 'request',
        authorizerUri: uri,
        authorizerPayloadFormatVersion: 2,
        identitySource: '$request.header.A, $request.querystring.b',
      },
    };
    const definition = readDefinition(
      definitionOf(
        {
          '/': {
            get: { security: [{ gate: [] }] },
            put: { security: [{ sign: [] }] },
            post: { security: [{ NONE: [] }] },
          },
        },
        { components: { securitySchemes: { gate: scheme, sign: { 'x-amazon-apigateway-authtype': 'awsSigv4' } } } },
      ),
    );
    expect(definition.authorizers.get('gate')).toMatchObject({
      AuthorizerPayloadFormatVersion: '2.0',
      IdentitySource: ['$request.header.A', '$request.querystring.b'],
    });
    const types = definition.operations.map(({ route }) => [route.RouteKey, route.AuthorizationType]);
    expect(types).toEqual([
      ['GET /', 'CUSTOM'],
      ['PUT /', 'AWS_IAM'],
      ['POST /', undefined],
    ]);
  });

  test('finds an integration among its components', () => {
    const { operations } = readDefinition(
      definitionOf(
        {
          '/': {
            get: { 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/one' } },
          },
        },
        { components: { 'x-amazon-apigateway-integrations': { one: integration } } },
      ),
    );
    expect(operations[0]?.integration?.IntegrationUri).toBe(uri);
  });

  test.each([
    [{ servers: [{ 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }] }, true],
    [{ 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: 'true' } }, true],
    [{ servers: [{ url: '/' }] }, undefined],
  ])('says whether the API is served under its own domain alone: %j', (more, isDisabled) => {
    expect(readDefinition(definitionOf({}, more)).isEndpointDisabled).toBe(isDisabled);
  });

  test('tells of routes without an integration', () => {
    expect(readDefinition(definitionOf({ '/': { get: {} } })).warnings).toHaveLength(1);
  });

  test.each([undefined, 'text', {}, { swagger: '2.0' }, { openapi: '2.0' }])('%j is none', (document) => {
    expect(() => readDefinition(document)).toThrow(DefinitionFault);
  });
});

test('what is exported can be read again', () => {
  const api: HttpApiRecord = {
    region: 'us-east-1',
    account: '000000000000',
    apiId: 'abc',
    createdAtMs: 0,
    settings: {
      Name: 'shop',
      ProtocolType: 'HTTP',
      RouteSelectionExpression: '',
      Tags: { colour: 'red' },
      CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 5 },
    },
    routes: {
      r: { RouteId: 'r', RouteKey: 'ANY /pets', Target: 'integrations/i', AuthorizationType: 'JWT', AuthorizerId: 'a' },
      d: { RouteId: 'd', RouteKey: '$default', Target: 'integrations/i' },
    },
    integrations: {
      i: { IntegrationId: 'i', IntegrationType: 'AWS_PROXY', IntegrationUri: uri, PayloadFormatVersion: '2.0' },
    },
    authorizers: {
      a: {
        AuthorizerId: 'a',
        Name: 'gate',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['shop'] },
      },
    },
    stages: {},
    deployments: {},
    authorizerGeneration: 0,
  };
  const read = readDefinition(JSON.parse(JSON.stringify(describeDefinition(api, { hasExtensions: true }))));
  expect(read).toMatchObject({
    name: 'shop',
    tags: { colour: 'red' },
    cors: { AllowOrigins: ['*'], MaxAge: 5 },
    warnings: [],
  });
  expect(read.operations.map(({ route, authorizer }) => [route.RouteKey, authorizer])).toEqual([
    ['ANY /pets', 'gate'],
    ['$default', undefined],
  ]);
});
