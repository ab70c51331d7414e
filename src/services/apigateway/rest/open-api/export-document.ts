/** Makes an OpenAPI document of what a stage serves: the inverse of the import, with what was asked for. */
import { own } from '../own.ts';
import type { ApiDefinition, AuthorizerRecord, IntegrationRecord, MethodRecord } from '../resources/api-definition.ts';

export interface ExportSource {
  readonly format: 'oas30' | 'swagger';
  readonly definition: ApiDefinition;
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly host: string;
  readonly stageName: string;
  readonly withIntegrations: boolean;
  readonly withAuthorizers: boolean;
}

export function exportDocument(source: ExportSource): Readonly<Record<string, unknown>> {
  const { format, definition, title, version, description, host, stageName } = source;
  const info = { ...(description !== undefined && { description }), version, title };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { path, methods } of Object.values(definition.resources).toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    for (const method of Object.values(methods)) {
      const name = method.httpMethod === 'ANY' ? 'x-amazon-apigateway-any-method' : method.httpMethod.toLowerCase();
      (paths[path] ??= {})[name] = describeMethod(method, source);
    }
  const schemas = Object.fromEntries(
    Object.values(definition.models).map((model) => [model.name, JSON.parse(model.schema ?? '{}')]),
  );
  const schemes = describeSchemes(source);
  const hasSchemes = Object.keys(schemes).length > 0;
  if (format === 'swagger')
    return {
      swagger: '2.0',
      info,
      host,
      basePath: `/${stageName}`,
      schemes: ['https'],
      paths,
      ...(hasSchemes && { securityDefinitions: schemes }),
      definitions: schemas,
    };
  return {
    openapi: '3.0.1',
    info,
    servers: [{ url: `https://${host}/{basePath}`, variables: { basePath: { default: stageName } } }],
    paths,
    components: { schemas, ...(hasSchemes && { securitySchemes: schemes }) },
  };
}

const places: Readonly<Record<string, string>> = { querystring: 'query', header: 'header', path: 'path' };

function describeMethod(method: MethodRecord, source: ExportSource): Record<string, unknown> {
  const { operationName, requestParameters = {}, methodResponses = {}, methodIntegration } = method;
  const parameters = Object.entries(requestParameters).flatMap(([path, isRequired]) => {
    const [, place = '', name] = /^method\.request\.(querystring|header|path)\.(.+)$/.exec(path) ?? [];
    if (name === undefined) return [];
    const type = source.format === 'swagger' ? { type: 'string' } : { schema: { type: 'string' } };
    return [{ name, in: places[place], required: isRequired || place === 'path', ...type }];
  });
  const responses = Object.fromEntries(
    Object.values(methodResponses).map(({ statusCode, responseParameters = {} }) => [
      statusCode,
      {
        description: `${statusCode} response`,
        ...(Object.keys(responseParameters).length > 0 && { headers: describeHeaders(responseParameters, source) }),
      },
    ]),
  );
  const security = describeSecurity(method, source);
  return {
    ...(operationName !== undefined && { operationId: operationName }),
    ...(parameters.length > 0 && { parameters }),
    responses,
    ...(security.length > 0 && { security }),
    ...(source.withIntegrations &&
      methodIntegration && { 'x-amazon-apigateway-integration': describeIntegration(methodIntegration) }),
  };
}

function describeHeaders(parameters: Readonly<Record<string, boolean>>, { format }: ExportSource): object {
  const type = format === 'swagger' ? { type: 'string' } : { schema: { type: 'string' } };
  return Object.fromEntries(
    Object.keys(parameters).map((path) => [path.replace(/^method\.response\.header\./, ''), type]),
  );
}

function describeSecurity(
  { authorizerId, apiKeyRequired, authorizationScopes = [] }: MethodRecord,
  { definition }: ExportSource,
): object[] {
  const authorizer = own(definition.authorizers, authorizerId ?? '');
  return [
    ...(authorizer === undefined ? [] : [{ [authorizer.name]: authorizationScopes }]),
    ...(apiKeyRequired ? [{ api_key: [] }] : []),
  ];
}

function describeSchemes({ definition, withAuthorizers }: ExportSource): Record<string, unknown> {
  const methods = Object.values(definition.resources).flatMap(({ methods: some }) => Object.values(some));
  const key = { type: 'apiKey', name: 'x-api-key', in: 'header' };
  const authorizers = Object.values(definition.authorizers).map((one) => [one.name, describeScheme(one)] as const);
  return {
    ...(methods.some(({ apiKeyRequired }) => apiKeyRequired) && { api_key: key }),
    ...(withAuthorizers && Object.fromEntries(authorizers)),
  };
}

function describeScheme(authorizer: AuthorizerRecord): object {
  const { name: _, id: __, type, authType = 'custom', identitySource = '', ...rest } = authorizer;
  const header = /^method\.request\.header\.([^,]+)$/.exec(identitySource)?.[1];
  return {
    type: 'apiKey',
    name: header ?? 'Unused',
    in: 'header',
    'x-amazon-apigateway-authtype': authType,
    'x-amazon-apigateway-authorizer': {
      type: type.toLowerCase(),
      ...(type === 'REQUEST' && { identitySource }),
      ...rest,
    },
  };
}

/** Responses stand by the pattern that selects them. */
function describeIntegration(integration: IntegrationRecord): object {
  const { type, integrationResponses = {}, passthroughBehavior, ...rest } = integration;
  const { cacheNamespace: _, cacheKeyParameters, timeoutInMillis, ...others } = rest;
  const responses = Object.values(integrationResponses).map(({ selectionPattern, ...response }) => [
    selectionPattern === undefined || selectionPattern === '' ? 'default' : selectionPattern,
    response,
  ]);
  return {
    type: type.toLowerCase(),
    ...others,
    ...(cacheKeyParameters.length > 0 && { cacheKeyParameters }),
    ...(timeoutInMillis !== 29_000 && { timeoutInMillis }),
    ...(responses.length > 0 && { responses: Object.fromEntries(responses) }),
    passthroughBehavior: passthroughBehavior.toLowerCase(),
  };
}
