/** Methods and their integrations, as an OpenAPI document says them. */
import { badRequest } from '../errors.ts';
import type {
  AuthorizerRecord,
  IntegrationRecord,
  IntegrationResponseRecord,
  IntegrationType,
  MethodRecord,
  MethodResponseRecord,
  ModelRecord,
  RequestValidatorRecord,
} from '../resources/api-definition.ts';
import { securityOf } from './authorizers.ts';
import { isNode, listOf, type Node, nodeOf, resolve, textOf, textsOf } from './document.ts';
import { modelNameOf } from './models.ts';

export interface MethodSurroundings {
  readonly document: Node;
  readonly requestValidators: Readonly<Record<string, RequestValidatorRecord>>;
  readonly authorizers: Readonly<Record<string, AuthorizerRecord>>;
  readonly models: Readonly<Record<string, ModelRecord>>;
}

export interface MethodSource {
  readonly httpMethod: string;
  readonly resourceId: string;
  readonly path: string;
  /** The parameters that all operations of the path have. */
  readonly shared: readonly unknown[];
  readonly operation: Node;
}

export function importMethod(source: MethodSource, surroundings: MethodSurroundings): MethodRecord {
  const { httpMethod, operation, shared } = source;
  const { document, requestValidators, authorizers } = surroundings;
  const operationName = textOf(operation['operationId']);
  const parameters = [...shared, ...listOf(operation['parameters'])].map((one) => resolve(document, one));
  const requestParameters = importParameters(parameters);
  const requestModels = importRequestModels(operation, parameters, surroundings);
  const validatorName =
    textOf(operation['x-amazon-apigateway-request-validator']) ??
    textOf(document['x-amazon-apigateway-request-validator']);
  const validator = Object.values(requestValidators).find(({ name }) => name === validatorName);
  const methodResponses = importMethodResponses(operation, surroundings);
  const methodIntegration = importIntegration(source);
  return {
    httpMethod,
    ...securityOf(document, operation, authorizers),
    ...(operationName !== undefined && { operationName }),
    ...(hasEntries(requestParameters) && { requestParameters }),
    ...(hasEntries(requestModels) && { requestModels }),
    ...(validator !== undefined && { requestValidatorId: validator.id }),
    ...(hasEntries(methodResponses) && { methodResponses }),
    ...(methodIntegration && { methodIntegration }),
  };
}

const hasEntries = (table: object): boolean => Object.keys(table).length > 0;

const places: Readonly<Record<string, string>> = { query: 'querystring', header: 'header', path: 'path' };

function importParameters(parameters: readonly Node[]): Readonly<Record<string, boolean>> {
  const entries = parameters.flatMap((parameter) => {
    const place = places[textOf(parameter['in']) ?? ''];
    const name = textOf(parameter['name']);
    if (place === undefined || name === undefined) return [];
    return [[`method.request.${place}.${name}`, parameter['required'] === true] as const];
  });
  return Object.fromEntries(entries);
}

function importRequestModels(
  operation: Node,
  parameters: readonly Node[],
  { document, models }: MethodSurroundings,
): Readonly<Record<string, string>> {
  const body = parameters.find((parameter) => parameter['in'] === 'body');
  const types = listOf(operation['consumes'] ?? document['consumes'] ?? ['application/json']).map(String);
  const named = modelNameOf(body?.['schema']);
  if (named !== undefined)
    return Object.hasOwn(models, named) ? Object.fromEntries(types.map((type) => [type, named])) : {};
  const content = nodeOf(resolve(document, operation['requestBody'])['content']);
  return modelsByType(content, models);
}

function modelsByType(content: Node, models: MethodSurroundings['models']): Readonly<Record<string, string>> {
  const entries = Object.entries(content).flatMap(([type, value]) => {
    const name = modelNameOf(nodeOf(value)['schema']);
    return name !== undefined && Object.hasOwn(models, name) ? [[type, name] as const] : [];
  });
  return Object.fromEntries(entries);
}

function importMethodResponses(
  operation: Node,
  { document, models }: MethodSurroundings,
): Readonly<Record<string, MethodResponseRecord>> {
  const types = listOf(operation['produces'] ?? document['produces'] ?? ['application/json']).map(String);
  const entries = Object.entries(nodeOf(operation['responses'])).flatMap(([statusCode, value]) => {
    if (!/^[1-5]\d\d$/.test(statusCode)) return [];
    const response = resolve(document, value);
    const headers = Object.keys(nodeOf(response['headers']));
    const named = modelNameOf(response['schema']);
    const responseModels =
      named !== undefined && Object.hasOwn(models, named)
        ? Object.fromEntries(types.map((type) => [type, named]))
        : modelsByType(nodeOf(response['content']), models);
    const record: MethodResponseRecord = {
      statusCode,
      ...(headers.length > 0 && {
        responseParameters: Object.fromEntries(headers.map((name) => [`method.response.header.${name}`, false])),
      }),
      ...(hasEntries(responseModels) && { responseModels }),
    };
    return [[statusCode, record] as const];
  });
  return Object.fromEntries(entries);
}

const integrationTypes: readonly IntegrationType[] = ['HTTP', 'AWS', 'MOCK', 'HTTP_PROXY', 'AWS_PROXY'];

function importIntegration({ operation, resourceId, path, httpMethod }: MethodSource): IntegrationRecord | undefined {
  const node = operation['x-amazon-apigateway-integration'];
  if (!isNode(node)) return undefined;
  const named = textOf(node['type'])?.toUpperCase();
  const type = integrationTypes.find((one) => one === named);
  if (type === undefined)
    throw badRequest(
      `Unable to parse the integration of '${httpMethod} ${path}': Invalid integration type ${named ?? 'null'}`,
    );
  const optional = (name: string, member: string) => {
    const text = textOf(node[name]);
    return text === undefined ? {} : { [member]: text };
  };
  const requestParameters = textsOf(node['requestParameters']);
  const requestTemplates = textsOf(node['requestTemplates']);
  const integrationResponses = importIntegrationResponses(node);
  const tls = node['tlsConfig'];
  const passthrough = textOf(node['passthroughBehavior'])?.toUpperCase();
  return {
    type,
    ...optional('httpMethod', 'httpMethod'),
    ...optional('uri', 'uri'),
    ...optional('connectionType', 'connectionType'),
    ...optional('connectionId', 'connectionId'),
    ...optional('credentials', 'credentials'),
    ...(requestParameters && { requestParameters }),
    ...(requestTemplates && { requestTemplates }),
    passthroughBehavior: passthrough ?? 'WHEN_NO_MATCH',
    ...optional('contentHandling', 'contentHandling'),
    timeoutInMillis: Number(node['timeoutInMillis'] ?? 29_000),
    cacheNamespace: textOf(node['cacheNamespace']) ?? resourceId,
    cacheKeyParameters: listOf(node['cacheKeyParameters']).map(String),
    ...(isNode(tls) && { tlsConfig: { insecureSkipVerification: tls['insecureSkipVerification'] === true } }),
    ...optional('responseTransferMode', 'responseTransferMode'),
    ...(hasEntries(integrationResponses) && { integrationResponses }),
  };
}

/** By status code; in the document they stand by the pattern that selects them. */
function importIntegrationResponses(integration: Node): Readonly<Record<string, IntegrationResponseRecord>> {
  const entries = Object.entries(nodeOf(integration['responses'])).map(([pattern, value]) => {
    const node = nodeOf(value);
    const statusCode = textOf(node['statusCode']) ?? (/^\d{3}$/.test(pattern) ? pattern : '200');
    const responseParameters = textsOf(node['responseParameters']);
    const responseTemplates = textsOf(node['responseTemplates']);
    const contentHandling = textOf(node['contentHandling']);
    const record: IntegrationResponseRecord = {
      statusCode,
      ...(pattern !== 'default' && { selectionPattern: pattern }),
      ...(responseParameters && { responseParameters }),
      ...(responseTemplates && { responseTemplates }),
      ...(contentHandling !== undefined && { contentHandling }),
    };
    return [statusCode, record] as const;
  });
  return Object.fromEntries(entries);
}
