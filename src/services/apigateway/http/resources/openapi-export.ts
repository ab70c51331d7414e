/** An HTTP API as an OpenAPI 3 definition, which can be imported again. */
import type { AuthorizerRecord, HttpApiRecord, IntegrationRecord, RouteRecord } from './http-api.ts';
import { apiEndpoint, given } from './http-api.ts';

export interface ExportOptions {
  /** With AWS's own extensions. */
  readonly hasExtensions: boolean;
}

export function describeDefinition(api: HttpApiRecord, { hasExtensions }: ExportOptions): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of Object.values(api.routes)) {
    const { path, method, isDefault } = placeOf(route);
    paths[path] = { ...paths[path], [method]: describeOperation(route, api, { hasExtensions, isDefault }) };
  }
  const { settings } = api;
  const cors = settings.CorsConfiguration;
  const schemes = Object.values(api.authorizers).map((one) => [one.Name ?? '', describeScheme(one, hasExtensions)]);
  return given({
    openapi: '3.0.1',
    info: given({
      title: settings.Name,
      description: settings.Description,
      version: settings.Version ?? new Date(api.createdAtMs).toISOString(),
    }),
    servers: [{ url: apiEndpoint(api) }],
    tags: describeTags(settings.Tags ?? {}),
    paths,
    components: schemes.length > 0 ? { securitySchemes: Object.fromEntries(schemes) } : undefined,
    'x-amazon-apigateway-cors': hasExtensions && cors !== undefined ? smallNames(cors) : undefined,
    'x-amazon-apigateway-importexport-version': hasExtensions ? '1.0' : undefined,
  });
}

function placeOf({ RouteKey = '' }: RouteRecord) {
  if (RouteKey === '$default') return { path: '/$default', method: 'x-amazon-apigateway-any-method', isDefault: true };
  const [method = '', path = ''] = RouteKey.split(' ');
  return { path, method: method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase(), isDefault: false };
}

function describeOperation(
  route: RouteRecord,
  api: HttpApiRecord,
  { hasExtensions, isDefault }: ExportOptions & { readonly isDefault: boolean },
): object {
  const integration = api.integrations[route.Target?.replace('integrations/', '') ?? ''];
  const authorizer = api.authorizers[route.AuthorizerId ?? ''];
  return given({
    operationId: route.OperationName,
    responses: { default: { description: `Default response for ${route.RouteKey}` } },
    isDefaultRoute: isDefault ? true : undefined,
    security: authorizer === undefined ? undefined : [{ [authorizer.Name ?? '']: route.AuthorizationScopes ?? [] }],
    'x-amazon-apigateway-auth':
      hasExtensions && route.AuthorizationType === 'AWS_IAM' ? { type: 'AWS_IAM' } : undefined,
    'x-amazon-apigateway-integration':
      hasExtensions && integration !== undefined ? describeIntegration(integration) : undefined,
  });
}

function describeIntegration(integration: IntegrationRecord): object {
  return given({
    type: integration.IntegrationType?.toLowerCase(),
    uri: integration.IntegrationUri,
    httpMethod: integration.IntegrationMethod,
    integrationSubtype: integration.IntegrationSubtype,
    payloadFormatVersion: integration.PayloadFormatVersion,
    connectionType: integration.ConnectionType,
    connectionId: integration.ConnectionId,
    credentials: integration.CredentialsArn,
    timeoutInMillis: integration.TimeoutInMillis,
    requestParameters: integration.RequestParameters,
    responseParameters: integration.ResponseParameters,
  });
}

function describeScheme(authorizer: AuthorizerRecord, hasExtensions: boolean): object {
  const { JwtConfiguration: jwt, IdentitySource: identitySource = [] } = authorizer;
  const isJwt = authorizer.AuthorizerType === 'JWT';
  const extension = isJwt
    ? {
        type: 'jwt',
        jwtConfiguration: given({ audience: jwt?.Audience, issuer: jwt?.Issuer }),
        identitySource: identitySource.join(','),
      }
    : given({
        type: 'request',
        authorizerUri: authorizer.AuthorizerUri,
        authorizerCredentials: authorizer.AuthorizerCredentialsArn,
        authorizerPayloadFormatVersion: authorizer.AuthorizerPayloadFormatVersion,
        authorizerResultTtlInSeconds: authorizer.AuthorizerResultTtlInSeconds,
        enableSimpleResponses: authorizer.EnableSimpleResponses,
        identitySource: identitySource.join(','),
      });
  return {
    ...(isJwt ? { type: 'oauth2' } : { type: 'apiKey', name: 'Unused', in: 'header' }),
    ...(hasExtensions && { 'x-amazon-apigateway-authorizer': extension }),
  };
}

function describeTags(tags: Readonly<Record<string, string>>): readonly object[] | undefined {
  const entries = Object.entries(tags);
  return entries.length === 0
    ? undefined
    : entries.map(([name, value]) => ({ name, 'x-amazon-apigateway-tag-value': value }));
}

const smallNames = (members: object): object =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
