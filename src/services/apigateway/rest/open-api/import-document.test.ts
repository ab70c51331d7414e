import { expect, test } from 'vitest';
import { exportDocument } from './export-document.ts';
import { readDocument } from './document.ts';
import { importDocument } from './import-document.ts';
import { mergeDefinitions } from './merge-definitions.ts';

function importText(text: string, basepath: 'ignore' | 'prepend' | 'split' = 'ignore', prefix = 'i') {
  let count = 0;
  const newId = () => `${prefix}${(count += 1)}`;
  return importDocument(readDocument(Buffer.from(text)), { newId, rootResourceId: 'root', basepath });
}

const pathsOf = (imported: ReturnType<typeof importText>) =>
  Object.fromEntries(
    Object.values(imported.definition.resources).map(({ path, methods }) => [path, Object.keys(methods)]),
  );

const yaml = `
openapi: 3.0.1
info: { title: shop, version: 2, description: sells }
x-amazon-apigateway-binary-media-types: [image/png]
x-amazon-apigateway-policy: { Version: '2012-10-17', Statement: [] }
servers: [{ url: 'https://api.example/{base}/v1', variables: { base: { default: shop } } }]
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true }]
    x-amazon-apigateway-any-method:
      operationId: anyPet
      security: [{ gate: [] }, { key: [] }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { 200: { headers: { X-A: {} }, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
      x-amazon-apigateway-integration:
        type: AWS
        httpMethod: POST
        uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/x/invocations
        responses: { default: { statusCode: 200 }, 'no.*': { statusCode: '404' } }
components:
  schemas: { Pet: { type: object } }
  securitySchemes:
    key: { type: apiKey, name: x-api-key, in: header }
    gate:
      type: apiKey
      name: Auth
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer: { type: token, authorizerUri: u, authorizerResultTtlInSeconds: 0 }
`;

test('a document in YAML becomes a definition', () => {
  const { settings, definition } = importText(yaml);
  expect(settings).toEqual({
    name: 'shop',
    version: '2',
    description: 'sells',
    binaryMediaTypes: ['image/png'],
    policy: '{"Version":"2012-10-17","Statement":[]}',
  });
  const [authorizer] = Object.values(definition.authorizers);
  expect(authorizer).toMatchObject({
    name: 'gate',
    type: 'TOKEN',
    identitySource: 'method.request.header.Auth',
    authorizerResultTtlInSeconds: 0,
  });
  expect(Object.keys(definition.models)).toEqual(['Empty', 'Error', 'Pet']);
  const pet = Object.values(definition.resources).find(({ path }) => path === '/pets/{id}');
  expect(pet?.methods['ANY']).toMatchObject({
    operationName: 'anyPet',
    authorizationType: 'CUSTOM',
    authorizerId: authorizer?.id,
    apiKeyRequired: true,
    requestParameters: { 'method.request.path.id': true },
    requestModels: { 'application/json': 'Pet' },
    methodResponses: {
      200: {
        responseParameters: { 'method.response.header.X-A': false },
        responseModels: { 'application/json': 'Pet' },
      },
    },
    methodIntegration: {
      type: 'AWS',
      cacheNamespace: pet?.id,
      passthroughBehavior: 'WHEN_NO_MATCH',
      timeoutInMillis: 29_000,
      integrationResponses: { 200: { statusCode: '200' }, 404: { statusCode: '404', selectionPattern: 'no.*' } },
    },
  });
});

test('the path of the address counts as it is asked for', () => {
  expect(pathsOf(importText(yaml))).toEqual({ '/': [], '/pets': [], '/pets/{id}': ['ANY'] });
  expect(Object.keys(pathsOf(importText(yaml, 'prepend')))).toContain('/shop/v1/pets/{id}');
  expect(Object.keys(pathsOf(importText(yaml, 'split')))).toContain('/v1/pets/{id}');
});

test('a merge keeps what the document does not name, and the IDs of what it does', () => {
  const known = importText(yaml).definition;
  const more = importText(
    yaml.replace('/pets/{id}:', '/pets:').replace('x-amazon-apigateway-any-method', 'get'),
    'ignore',
    'j',
  ).definition;
  const merged = mergeDefinitions(known, more);
  const byPath = Object.fromEntries(Object.values(merged.resources).map((one) => [one.path, one]));
  expect(Object.keys(byPath)).toEqual(['/', '/pets', '/pets/{id}']);
  const [authorizer, ...others] = Object.values(merged.authorizers);
  expect(others).toEqual([]);
  expect(byPath['/pets']?.methods['GET']?.authorizerId).toBe(authorizer?.id);
  expect(byPath['/pets/{id}']?.parentId).toBe(byPath['/pets']?.id);
  expect(byPath['/pets']?.methods['GET']?.methodIntegration?.cacheNamespace).toBe(byPath['/pets']?.id);
});

test('an export brings back what was imported', () => {
  const { definition } = importText(yaml);
  const source = { definition, title: 'shop', version: '2', host: 'h', stageName: 'dev' };
  const both = { withIntegrations: true, withAuthorizers: true };
  for (const format of ['oas30', 'swagger'] as const) {
    const again = importText(JSON.stringify(exportDocument({ ...source, ...both, format }))).definition;
    const methodsOf = ({ resources }: typeof again) =>
      Object.values(resources).map(({ path, methods }) => [
        path,
        Object.values(methods).map(({ methodIntegration, authorizationType, apiKeyRequired, requestParameters }) => [
          { ...methodIntegration, cacheNamespace: '' },
          authorizationType,
          apiKeyRequired,
          requestParameters,
        ]),
      ]);
    expect(methodsOf(again)).toEqual(methodsOf(definition));
    const plain = exportDocument({ ...source, format, withIntegrations: false, withAuthorizers: false });
    expect(JSON.stringify(plain)).not.toContain('x-amazon-apigateway-integration');
  }
});

test('what is no document is refused', () => {
  expect(() => importText('just text')).toThrow('Invalid OpenAPI input.');
  expect(() =>
    importText('{"swagger": "2.0", "paths": {"/": {"get": {"x-amazon-apigateway-integration": {"type": "ftp"}}}}}'),
  ).toThrow('Invalid integration type FTP');
});
