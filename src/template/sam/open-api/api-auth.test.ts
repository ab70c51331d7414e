import { describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../mutable-json.ts';
import { expandResources, propertiesOf, refusalOf } from '../sam-template.fixture.ts';

function shop(auth: object, { eventAuth = {}, further = {} }: { eventAuth?: object; further?: object } = {}) {
  const event = { Path: '/items', Method: 'get', RestApiId: { Ref: 'Shop' }, ...further };
  return {
    Shop: { type: 'Api', properties: { StageName: 'Prod', Auth: auth, Models: { Item: { type: 'object' } } } },
    Work: {
      type: 'Function',
      properties: {
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        InlineCode: 'x',
        Events: {
          Get: { Type: 'Api', Properties: { ...event, ...(Object.keys(eventAuth).length > 0 && { Auth: eventAuth }) } },
        },
      },
    },
  };
}

function bodyOf(resources: ReturnType<typeof shop>): JsonObject {
  const { Body: body } = propertiesOf(expandResources(resources)['Shop']);
  return isObject(body) ? body : {};
}

const authorizers = { Pool: { UserPoolArn: 'arn:pool' }, Check: { FunctionArn: 'arn:check' } };

function securityOf(resources: ReturnType<typeof shop>): unknown {
  const body: { paths?: { '/items'?: { get?: { security?: unknown } } } } = bodyOf(resources);
  return body.paths?.['/items']?.get?.security;
}

describe('who may call a REST API', () => {
  test('the default authorizer guards each method that names no other', () => {
    const auth = { Authorizers: authorizers, DefaultAuthorizer: 'Pool' };
    expect(securityOf(shop(auth))).toEqual([{ Pool: [] }]);
    expect(securityOf(shop(auth, { eventAuth: { Authorizer: 'Check' } }))).toEqual([{ Check: [] }]);
    expect(securityOf(shop(auth, { eventAuth: { Authorizer: 'NONE' } }))).toEqual([{ NONE: [] }]);
  });

  test('a method can do without the key that all others need', () => {
    expect(securityOf(shop({ ApiKeyRequired: true }))).toEqual([{ api_key: [] }]);
    expect(securityOf(shop({ ApiKeyRequired: true }, { eventAuth: { ApiKeyRequired: false } }))).toEqual([]);
  });

  test('the API may invoke the functions that decide, and no user pool', () => {
    const expanded = expandResources(shop({ Authorizers: authorizers }));
    expect(propertiesOf(expanded['ShopCheckAuthorizerPermission'])['FunctionName']).toBe('arn:check');
    expect(expanded).not.toHaveProperty('ShopPoolAuthorizerPermission');
  });

  test('a method takes the credentials of a caller whom IAM knows', () => {
    expect(JSON.stringify(bodyOf(shop({ DefaultAuthorizer: 'AWS_IAM' })))).toContain(
      '"credentials":"arn:aws:iam::*:user/*"',
    );
    const none = { DefaultAuthorizer: 'AWS_IAM', InvokeRole: 'NONE' };
    expect(JSON.stringify(bodyOf(shop(none)))).not.toContain('credentials');
  });

  test('lists of addresses and networks become a policy that lets in the rest', () => {
    const { 'x-amazon-apigateway-policy': policy } = bodyOf(
      shop({ ResourcePolicy: { IpRangeBlacklist: ['10.0.0.0/8'], SourceVpcWhitelist: ['vpc-1', 'vpce-2'] } }),
    );
    expect(policy).toMatchObject({
      Statement: [
        { Effect: 'Allow', Principal: '*' },
        { Effect: 'Deny', Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } } },
        {
          Effect: 'Deny',
          Condition: { StringNotEquals: { 'aws:SourceVpc': ['vpc-1'], 'aws:SourceVpce': ['vpce-2'] } },
        },
      ],
    });
  });

  test('an authorizer that the API does not have is refused', () => {
    expect(refusalOf(shop({ Authorizers: authorizers, DefaultAuthorizer: 'Other' }))).toContain(
      "Unable to set DefaultAuthorizer because 'Other' was not defined in 'Authorizers'.",
    );
    expect(refusalOf(shop({ Authorizers: authorizers }, { eventAuth: { Authorizer: 'Other' } }))).toContain(
      "because it wasn't defined in the API's Authorizers.",
    );
  });
});

describe('what a REST API expects of requests', () => {
  test('a body is held against its model, and parameters against their list', () => {
    const further = {
      RequestModel: { Model: 'Item', Required: true, ValidateBody: true },
      RequestParameters: ['method.request.header.Accept', { 'method.request.querystring.page': { Caching: true } }],
    };
    const body = bodyOf(shop({}, { further }));
    expect(body).toMatchObject({
      definitions: { item: { type: 'object' } },
      'x-amazon-apigateway-request-validators': { 'body-only': { validateRequestBody: true } },
      paths: {
        '/items': {
          get: {
            'x-amazon-apigateway-integration': { cacheKeyParameters: ['method.request.querystring.page'] },
            parameters: [
              { in: 'body', name: 'item', required: true },
              { in: 'header', name: 'Accept', required: false },
              { in: 'query', name: 'page', required: false },
            ],
          },
        },
      },
    });
  });

  test('a parameter is named by the place where it stands', () => {
    expect(refusalOf(shop({}, { further: { RequestParameters: ['page'] } }))).toContain('Keys must be in the format');
  });
});

describe('who may call an HTTP API', () => {
  const api = (auth: object) => ({
    Shop: { type: 'HttpApi', properties: { Auth: auth } },
    Work: {
      type: 'Function',
      properties: {
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        InlineCode: 'x',
        Events: { Get: { Type: 'HttpApi', Properties: { Path: '/items', Method: 'get', ApiId: { Ref: 'Shop' } } } },
      },
    },
  });
  const token = { JwtConfiguration: { Issuer: 'me' }, IdentitySource: '$request.header.Authorization' };

  test('a token guards all methods, by the scopes of its authorizer', () => {
    const auth = { Authorizers: { Token: { ...token, AuthorizationScopes: ['read'] } }, DefaultAuthorizer: 'Token' };
    expect(propertiesOf(expandResources(api(auth))['Shop'])['Body']).toMatchObject({
      components: {
        securitySchemes: { Token: { 'x-amazon-apigateway-authorizer': { jwtConfiguration: { issuer: 'me' } } } },
      },
      paths: { '/items': { get: { security: [{ Token: ['read'] }] } } },
    });
  });

  test('an authorizer that is half a token and half a function is refused', () => {
    expect(refusalOf(api({ Authorizers: { Odd: { ...token, FunctionArn: 'arn:check' } } }))).toContain(
      'FunctionArn is only supported for Lambda Authorizer.',
    );
  });
});
