import { expect, test } from 'vitest';
import { aFunction, refusalOf, transformed } from '../transform-sam.fixture.ts';

const get = (path: string) => ({ Type: 'Api', Properties: { Path: path, Method: 'GET' } });

test('events that name no API have one made for them', () => {
  const template = transformed({ Fn: aFunction({ Events: { Get: get('/items/{id}') } }) });
  expect(template).toHaveProperty(['Resources', 'ServerlessRestApi', 'Type'], 'AWS::ApiGateway::RestApi');
  expect(template).toHaveProperty(['Resources', 'ServerlessRestApiProdStage', 'Type'], 'AWS::ApiGateway::Stage');
  expect(template).toHaveProperty(
    ['Resources', 'ServerlessRestApi', 'Properties', 'Body', 'paths', '/items/{id}', 'get'],
    {
      responses: {},
      'x-amazon-apigateway-integration': {
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: {
          'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations',
        },
      },
    },
  );
});

test('requests go to the alias of a function that has one', () => {
  const template = transformed({ Fn: aFunction({ AutoPublishAlias: 'live', Events: { Get: get('/') } }) });
  expect(JSON.stringify(template)).toContain('functions/${FnAliaslive}/invocations');
});

test('an API without events is not made', () => {
  expect(transformed({ Fn: aFunction() })).not.toHaveProperty(['Resources', 'ServerlessRestApi']);
});

test('the API exists where any function behind it does', () => {
  const template = transformed(
    {
      One: aFunction({ Events: { Get: get('/one') } }, { Condition: 'A' }),
      Two: aFunction({ Events: { Get: get('/two') } }, { Condition: 'B' }),
    },
    { Conditions: { A: { 'Fn::Equals': [1, 1] }, B: { 'Fn::Equals': [1, 2] } } },
  );
  expect(template).toHaveProperty(['Resources', 'ServerlessRestApi', 'Condition'], 'ServerlessRestApiCondition');
  expect(template).toHaveProperty(['Conditions', 'ServerlessRestApiCondition'], {
    'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }],
  });
});

test('one method of one path has one function', () => {
  expect(refusalOf({ Fn: aFunction({ Events: { One: get('/'), Two: get('/') } }) })).toContain(
    'API method "get" defined multiple times for path "/".',
  );
});

test('a deployment has another ID only where the API is another one', () => {
  const deploymentOf = (path: string, timeout: number): string => {
    const { Resources: resources = {} } = transformed({
      Fn: aFunction({ Timeout: timeout, Events: { Get: get(path) } }),
    });
    return Object.keys(resources ?? {}).find((id) => id.startsWith('ServerlessRestApiDeployment')) ?? '';
  };
  expect(deploymentOf('/a', 3)).toBe(deploymentOf('/a', 30));
  expect(deploymentOf('/a', 3)).not.toBe(deploymentOf('/b', 3));
});
