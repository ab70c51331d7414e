/**
 * An HTTP API as an OpenAPI 3 definition tells it, with AWS's extensions. What is read are the
 * settings of its parts, which refer to one another by name; they are held against the rules of the
 * operations that make them one by one.
 */
import type { HttpInput } from '../context.ts';
import { type JsonObject, isJsonObject, isTrue, numberIn, objectIn, textIn, textsIn } from '../../json-object.ts';
import { given } from './http-api.ts';

type Settings<Name extends 'CreateRoute' | 'CreateIntegration' | 'CreateAuthorizer'> = Partial<
  Omit<HttpInput<Name>, 'ApiId'>
>;

export interface OpenApiDefinition {
  readonly name?: string;
  readonly description?: string;
  readonly version?: string;
  readonly tags: Record<string, string>;
  readonly cors?: NonNullable<HttpInput<'CreateApi'>['CorsConfiguration']>;
  readonly isEndpointDisabled?: boolean;
  /** By name. */
  readonly authorizers: ReadonlyMap<string, Settings<'CreateAuthorizer'>>;
  readonly operations: readonly OpenApiOperation[];
  readonly warnings: readonly string[];
}

export interface OpenApiOperation {
  readonly route: Settings<'CreateRoute'>;
  readonly integration?: Settings<'CreateIntegration'>;
  /** Names what `authorizers` has. */
  readonly authorizer?: string;
}

/** What is wrong with a definition as such. */
export class DefinitionFault extends Error {
  override readonly name = 'DefinitionFault';
}

export function readDefinition(document: unknown): OpenApiDefinition {
  if (!isJsonObject(document)) throw new DefinitionFault('Unable to parse the body as an OpenAPI definition');
  const openapi = textIn(document['openapi']);
  if (openapi === undefined || !openapi.startsWith('3.'))
    throw new DefinitionFault('Only OpenAPI 3.0 definitions are supported for HTTP APIs');
  const info = objectIn(document['info']);
  const schemes = objectIn(objectIn(document['components'])['securitySchemes']);
  const reader = new PathReader(document, schemes);
  const cors = document['x-amazon-apigateway-cors'];
  const endpoint = findEndpointSwitch(document);
  return given({
    name: textIn(info['title']),
    description: textIn(info['description']),
    version: textIn(info['version']),
    tags: readTags(document['tags']),
    cors: isJsonObject(cors) ? readCors(cors) : undefined,
    isEndpointDisabled: endpoint === undefined ? undefined : isTrue(endpoint),
    authorizers: readAuthorizers(schemes),
    operations: reader.read(),
    warnings: reader.warnings,
  } as OpenApiDefinition);
}

/** SAM writes it to a server, where AWS's documentation has it for OpenAPI 3; others write it beside the servers. */
function findEndpointSwitch(document: JsonObject): unknown {
  const servers = Array.isArray(document['servers']) ? document['servers'] : [];
  return [document, ...servers.map(objectIn)]
    .map((place) => objectIn(place['x-amazon-apigateway-endpoint-configuration'])['disableExecuteApiEndpoint'])
    .find((found) => found !== undefined);
}

function readTags(tags: unknown): Record<string, string> {
  const entries = (Array.isArray(tags) ? tags : []).filter(isJsonObject).flatMap((tag) => {
    const name = textIn(tag['name']);
    const value = textIn(tag['x-amazon-apigateway-tag-value']);
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function readCors(cors: JsonObject): NonNullable<HttpInput<'CreateApi'>['CorsConfiguration']> {
  const lists = (name: string) => (cors[name] === undefined ? undefined : textsIn(cors[name]));
  return given({
    AllowCredentials: cors['allowCredentials'] === undefined ? undefined : isTrue(cors['allowCredentials']),
    AllowHeaders: lists('allowHeaders'),
    AllowMethods: lists('allowMethods'),
    AllowOrigins: lists('allowOrigins'),
    ExposeHeaders: lists('exposeHeaders'),
    MaxAge: numberIn(cors['maxAge']),
  });
}

function readAuthorizers(schemes: JsonObject): ReadonlyMap<string, Settings<'CreateAuthorizer'>> {
  return new Map(
    Object.entries(schemes).flatMap(([name, scheme]) => {
      const extension = objectIn(scheme)['x-amazon-apigateway-authorizer'];
      return isJsonObject(extension) ? [[name, readAuthorizer(name, extension)] as const] : [];
    }),
  );
}

function readAuthorizer(name: string, extension: JsonObject): Settings<'CreateAuthorizer'> {
  const identitySource = textsIn(extension['identitySource'])
    .flatMap((text) => text.split(','))
    .map((text) => text.trim());
  if (extension['type'] === 'jwt') {
    const jwt = objectIn(extension['jwtConfiguration']);
    return given({
      Name: name,
      AuthorizerType: 'JWT' as const,
      IdentitySource: identitySource.length > 0 ? identitySource : ['$request.header.Authorization'],
      JwtConfiguration: given({ Audience: textsIn(jwt['audience']), Issuer: textIn(jwt['issuer']) }),
    });
  }
  return given({
    Name: name,
    AuthorizerType: 'REQUEST' as const,
    IdentitySource: identitySource,
    AuthorizerUri: textIn(extension['authorizerUri']),
    AuthorizerCredentialsArn: textIn(extension['authorizerCredentials']),
    AuthorizerPayloadFormatVersion: readFormat(extension['authorizerPayloadFormatVersion']),
    AuthorizerResultTtlInSeconds: numberIn(extension['authorizerResultTtlInSeconds']),
    EnableSimpleResponses:
      extension['enableSimpleResponses'] === undefined ? undefined : isTrue(extension['enableSimpleResponses']),
  });
}

/** JSON has no `2.0`. */
function readFormat(value: unknown): string | undefined {
  const text = textIn(value);
  return text !== undefined && /^\d$/.test(text) ? `${text}.0` : text;
}

const anyMethod = 'x-amazon-apigateway-any-method';
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', anyMethod];

class PathReader {
  readonly #document: JsonObject;
  readonly #schemes: JsonObject;
  readonly warnings: string[] = [];

  constructor(document: JsonObject, schemes: JsonObject) {
    this.#document = document;
    this.#schemes = schemes;
  }

  read(): OpenApiOperation[] {
    return Object.entries(objectIn(this.#document['paths'])).flatMap(([path, item]) =>
      methods.flatMap((method) => {
        const operation = objectIn(item)[method];
        return operation === undefined ? [] : [this.#readOperation(path, method, objectIn(operation))];
      }),
    );
  }

  #readOperation(path: string, method: string, operation: JsonObject): OpenApiOperation {
    const isDefault = isTrue(operation['isDefaultRoute']) || /^\/?\$default$/.test(path);
    const RouteKey = isDefault ? '$default' : `${method === anyMethod ? 'ANY' : method.toUpperCase()} ${path}`;
    const extension = this.#resolve(operation['x-amazon-apigateway-integration']);
    if (extension === undefined) this.warnings.push(`No integration defined for the route ${RouteKey}`);
    const { authorizer, ...authorization } = this.#readSecurity(operation, RouteKey);
    return {
      route: given({ RouteKey, OperationName: textIn(operation['operationId']), ...authorization }),
      ...(extension !== undefined && { integration: readIntegration(extension) }),
      ...(authorizer !== undefined && { authorizer }),
    };
  }

  /** An integration may stand among the components, and be referred to. */
  #resolve(value: unknown): JsonObject | undefined {
    if (!isJsonObject(value)) return undefined;
    const reference = textIn(value['$ref']);
    if (reference === undefined) return value;
    const found = reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((node, name) => objectIn(node)[name.replaceAll('~1', '/')], this.#document);
    if (!isJsonObject(found)) throw new DefinitionFault(`Unable to resolve the reference ${reference}`);
    return found;
  }

  #readSecurity(operation: JsonObject, routeKey: string): Settings<'CreateRoute'> & { readonly authorizer?: string } {
    const security = operation['security'] ?? this.#document['security'];
    const requirement = (Array.isArray(security) ? security : []).find(isJsonObject) ?? {};
    const [name, scopes] = Object.entries(requirement)[0] ?? [];
    const auth = objectIn(operation['x-amazon-apigateway-auth'])['type'];
    // SAM writes `NONE` where a route has no authorizer although the API has one for all.
    if (name === undefined || name === 'NONE') return auth === 'AWS_IAM' ? { AuthorizationType: 'AWS_IAM' } : {};
    const scheme = objectIn(this.#schemes[name]);
    if (scheme['x-amazon-apigateway-authtype'] === 'awsSigv4') return { AuthorizationType: 'AWS_IAM' };
    const extension = scheme['x-amazon-apigateway-authorizer'];
    if (!isJsonObject(extension)) {
      this.warnings.push(`Authorizer not found for security scheme ${name}, which the route ${routeKey} names`);
      return {};
    }
    if (extension['type'] !== 'jwt') return { AuthorizationType: 'CUSTOM', authorizer: name };
    return { AuthorizationType: 'JWT', AuthorizationScopes: textsIn(scopes), authorizer: name };
  }
}

function readIntegration(extension: JsonObject): Settings<'CreateIntegration'> {
  const type = (textIn(extension['type']) ?? '').toUpperCase();
  const isHttp = type === 'HTTP_PROXY' || type === 'HTTP';
  const IntegrationType = isHttp ? 'HTTP_PROXY' : type === 'AWS_PROXY' ? 'AWS_PROXY' : undefined;
  const parameters = objectIn(extension['requestParameters']);
  const responses = Object.entries(objectIn(extension['responseParameters']));
  const connectionType = textIn(extension['connectionType']);
  return given({
    IntegrationType,
    IntegrationUri: textIn(extension['uri']),
    IntegrationMethod: textIn(extension['httpMethod'])?.toUpperCase(),
    IntegrationSubtype: textIn(extension['integrationSubtype']),
    PayloadFormatVersion: readFormat(extension['payloadFormatVersion']) ?? '1.0',
    TimeoutInMillis: numberIn(extension['timeoutInMillis']),
    ConnectionType: connectionType === undefined ? undefined : connectionType === 'VPC_LINK' ? 'VPC_LINK' : 'INTERNET',
    ConnectionId: textIn(extension['connectionId']),
    CredentialsArn: textIn(extension['credentials']),
    Description: textIn(extension['description']),
    RequestParameters: hasEntries(parameters) ? textTable(parameters) : undefined,
    ResponseParameters:
      responses.length > 0
        ? Object.fromEntries(responses.map(([status, table]) => [status, textTable(objectIn(table))]))
        : undefined,
  });
}

const hasEntries = (table: object): boolean => Object.keys(table).length > 0;

const textTable = (table: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name, textIn(value) ?? '']));
