/** Makes an API's definition of its OpenAPI document. Pure but for the IDs, which are drawn. */
import type {
  ApiDefinition,
  GatewayResponseRecord,
  MethodRecord,
  RequestValidatorRecord,
  ResourceRecord,
} from '../resources/api-definition.ts';
import { defaultModels, withPath } from '../resources/new-definition.ts';
import type { RestApiSettings } from '../resources/rest-api.ts';
import { importAuthorizers } from './authorizers.ts';
import { listOf, type Node, nodeOf, textOf, textsOf } from './document.ts';
import { importMethod, type MethodSurroundings } from './methods.ts';
import { importModels } from './models.ts';

export interface ImportedApi {
  /** Without a name where the document has no title. */
  readonly settings: Partial<RestApiSettings>;
  readonly definition: ApiDefinition;
  readonly warnings: readonly string[];
}

export interface ImportOptions {
  readonly newId: () => string;
  readonly rootResourceId: string;
  /** How a path in the document's address counts: not at all, before each path, or but its first part. */
  readonly basepath: 'ignore' | 'prepend' | 'split';
}

const methodNames = new Set(['get', 'put', 'post', 'delete', 'patch', 'options', 'head']);

export function importDocument(document: Node, { newId, rootResourceId, basepath }: ImportOptions): ImportedApi {
  const requestValidators = importValidators(document, newId);
  const authorizers = importAuthorizers(document, newId);
  const models = { ...defaultModels(newId), ...importModels(document, newId) };
  const surroundings: MethodSurroundings = { document, requestValidators, authorizers, models };
  const prefix = pathPrefix(document, basepath);
  let resources: Readonly<Record<string, ResourceRecord>> = {
    [rootResourceId]: { id: rootResourceId, path: '/', methods: {} },
  };
  for (const [path, item] of Object.entries(nodeOf(document['paths']))) {
    const made = withPath(resources, { rootResourceId, path: prefix + path, newId });
    const methods = importPath(nodeOf(item), path, made.id, surroundings);
    const resource = made.resources[made.id];
    if (resource === undefined) continue;
    resources = {
      ...made.resources,
      [made.id]: { ...resource, methods: { ...resource.methods, ...methods } },
    };
  }
  return {
    settings: importSettings(document),
    definition: {
      rootResourceId,
      resources,
      models,
      requestValidators,
      authorizers,
      gatewayResponses: importGatewayResponses(document),
    },
    warnings: [],
  };
}

function importPath(
  item: Node,
  path: string,
  resourceId: string,
  surroundings: MethodSurroundings,
): Record<string, MethodRecord> {
  const methods: Record<string, MethodRecord> = {};
  for (const [name, operation] of Object.entries(item)) {
    const isAny = name === 'x-amazon-apigateway-any-method';
    if (!isAny && !methodNames.has(name.toLowerCase())) continue;
    const httpMethod = isAny ? 'ANY' : name.toUpperCase();
    methods[httpMethod] = importMethod(
      { httpMethod, resourceId, path, shared: listOf(item['parameters']), operation: nodeOf(operation) },
      surroundings,
    );
  }
  return methods;
}

function importSettings(document: Node): ImportedApi['settings'] {
  const info = nodeOf(document['info']);
  const name = textOf(info['title']);
  const description = textOf(info['description']);
  const version = textOf(info['version']);
  const binary = document['x-amazon-apigateway-binary-media-types'];
  const minimum = document['x-amazon-apigateway-minimum-compression-size'];
  const source = textOf(document['x-amazon-apigateway-api-key-source']);
  const policy = document['x-amazon-apigateway-policy'];
  const endpoint = nodeOf(
    document['x-amazon-apigateway-endpoint-configuration'] ??
      nodeOf(listOf(document['servers'])[0])['x-amazon-apigateway-endpoint-configuration'],
  );
  const isDisabled = endpoint['disableExecuteApiEndpoint'];
  return {
    ...(name !== undefined && name !== '' && { name }),
    ...(description !== undefined && { description }),
    ...(version !== undefined && { version }),
    ...(Array.isArray(binary) && { binaryMediaTypes: binary.map(String) }),
    ...(minimum !== undefined && minimum !== null && { minimumCompressionSize: Number(minimum) }),
    ...(source !== undefined && { apiKeySource: source.toUpperCase() === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER' }),
    ...(policy !== undefined &&
      policy !== null && { policy: typeof policy === 'string' ? policy : JSON.stringify(policy) }),
    ...(isDisabled !== undefined && { disableExecuteApiEndpoint: isDisabled === true || isDisabled === 'true' }),
  };
}

function importValidators(document: Node, newId: () => string): Readonly<Record<string, RequestValidatorRecord>> {
  const validators = Object.entries(nodeOf(document['x-amazon-apigateway-request-validators'])).map(
    ([name, value]): RequestValidatorRecord => ({
      id: newId(),
      name,
      validateRequestBody: nodeOf(value)['validateRequestBody'] === true,
      validateRequestParameters: nodeOf(value)['validateRequestParameters'] === true,
    }),
  );
  return Object.fromEntries(validators.map((one) => [one.id, one]));
}

function importGatewayResponses(document: Node): Readonly<Record<string, GatewayResponseRecord>> {
  const entries = Object.entries(nodeOf(document['x-amazon-apigateway-gateway-responses'])).map(
    ([responseType, value]): readonly [string, GatewayResponseRecord] => {
      const { statusCode, responseParameters, responseTemplates } = nodeOf(value);
      const status = textOf(statusCode);
      const parameters = textsOf(responseParameters);
      const templates = textsOf(responseTemplates);
      return [
        responseType,
        {
          responseType,
          ...(status !== undefined && { statusCode: status }),
          ...(parameters && { responseParameters: parameters }),
          ...(templates && { responseTemplates: templates }),
        },
      ];
    },
  );
  return Object.fromEntries(entries);
}

/** The path in front of all paths: that of `basePath`, or of the first server. */
function pathPrefix(document: Node, basepath: ImportOptions['basepath']): string {
  if (basepath === 'ignore') return '';
  const base = textOf(document['basePath']) ?? serverPath(document);
  const parts = base.split('/').filter((part) => part !== '');
  const kept = basepath === 'split' ? parts.slice(1) : parts;
  return kept.map((part) => `/${part}`).join('');
}

function serverPath(document: Node): string {
  const server = nodeOf(listOf(document['servers'])[0]);
  const variables = nodeOf(server['variables']);
  const url = (textOf(server['url']) ?? '').replaceAll(
    /\{([^{}]+)\}/g,
    (_, name: string) => textOf(nodeOf(variables[name])['default']) ?? '',
  );
  return URL.canParse(url) ? new URL(url).pathname : url.startsWith('/') ? url : '';
}
