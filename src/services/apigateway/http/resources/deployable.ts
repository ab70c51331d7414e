/** What a deployment catches of an API, as the data plane carries it out. */
import type { HttpAuthorization, HttpIntegration, HttpRoute, HttpStage } from '../http-stage.ts';
import type { AuthorizerRecord, HttpApiRecord, IntegrationRecord, RouteRecord, StageRecord } from './http-api.ts';

export type Deployable = Pick<HttpStage, 'routes' | 'cors'>;

export function describeDeployable(api: HttpApiRecord): Deployable {
  const { CorsConfiguration: cors } = api.settings;
  return {
    routes: Object.values(api.routes).map((route) => describeRoute(route, api)),
    ...(cors !== undefined && {
      cors: defined({
        allowCredentials: cors.AllowCredentials,
        allowHeaders: cors.AllowHeaders,
        allowMethods: cors.AllowMethods,
        allowOrigins: cors.AllowOrigins,
        exposeHeaders: cors.ExposeHeaders,
        maxAge: cors.MaxAge,
      }),
    }),
  };
}

/** A stage with what its deployment caught. */
export function describeServed(api: HttpApiRecord, stage: StageRecord, deployed: Deployable): HttpStage {
  const { apiId, region, account, settings, authorizerGeneration } = api;
  return {
    kind: 'http',
    apiId,
    region,
    account,
    apiName: settings.Name ?? '',
    stageName: stage.StageName ?? '',
    variables: stage.StageVariables ?? {},
    isEndpointDisabled: settings.DisableExecuteApiEndpoint ?? false,
    authorizerGeneration,
    ...deployed,
  };
}

function describeRoute(route: RouteRecord, api: HttpApiRecord): HttpRoute {
  const target = /^integrations\/(.+)$/.exec(route.Target ?? '')?.[1] ?? '';
  const integration = api.integrations[target];
  return {
    routeKey: route.RouteKey ?? '',
    ...(integration !== undefined && { integration: describeIntegration(integration) }),
    authorization: describeAuthorization(route, api.authorizers[route.AuthorizerId ?? '']),
  };
}

const timeoutDefaultMs = 30_000;

function describeIntegration(integration: IntegrationRecord): HttpIntegration {
  const what = findUnserved(integration);
  if (what !== undefined) return { kind: 'unsupported', what };
  const { IntegrationUri: uri = '', CredentialsArn: credentialsArn, TimeoutInMillis: timeoutMs } = integration;
  const common = {
    uri,
    timeoutMs: timeoutMs ?? timeoutDefaultMs,
    parameters: {
      request: integration.RequestParameters ?? {},
      response: integration.ResponseParameters ?? {},
    },
  };
  if (integration.IntegrationType === 'HTTP_PROXY')
    return { kind: 'http', method: integration.IntegrationMethod ?? 'ANY', ...common };
  const payloadFormat = integration.PayloadFormatVersion === '1.0' ? '1.0' : '2.0';
  return { kind: 'lambda', payloadFormat, ...(credentialsArn !== undefined && { credentialsArn }), ...common };
}

/** Kept and told, but not carried out: whoever calls it learns so. */
function findUnserved({ IntegrationType, IntegrationSubtype, ConnectionType }: IntegrationRecord): string | undefined {
  if (IntegrationSubtype !== undefined) return `the integration ${IntegrationSubtype} of HTTP APIs`;
  if (ConnectionType === 'VPC_LINK') return 'integrations of HTTP APIs through VPC links';
  if (IntegrationType === 'AWS_PROXY' || IntegrationType === 'HTTP_PROXY') return undefined;
  return `integrations of type ${IntegrationType}`;
}

function describeAuthorization(route: RouteRecord, authorizer: AuthorizerRecord | undefined): HttpAuthorization {
  switch (route.AuthorizationType) {
    case 'AWS_IAM':
      return { kind: 'iam' };
    case 'JWT':
      return {
        kind: 'jwt',
        issuer: authorizer?.JwtConfiguration?.Issuer ?? '',
        audience: authorizer?.JwtConfiguration?.Audience ?? [],
        identitySource: authorizer?.IdentitySource?.[0] ?? '$request.header.Authorization',
        scopes: route.AuthorizationScopes ?? [],
      };
    case 'CUSTOM':
      return describeLambdaAuthorizer(authorizer ?? { Name: '' });
    case 'NONE':
    case undefined:
      return { kind: 'none' };
  }
}

function describeLambdaAuthorizer(authorizer: AuthorizerRecord): HttpAuthorization {
  const { AuthorizerId = '', AuthorizerUri = '', AuthorizerCredentialsArn: credentialsArn } = authorizer;
  return {
    kind: 'lambda',
    authorizerId: AuthorizerId,
    uri: AuthorizerUri,
    ...(credentialsArn !== undefined && { credentialsArn }),
    payloadFormat: authorizer.AuthorizerPayloadFormatVersion === '1.0' ? '1.0' : '2.0',
    identitySources: authorizer.IdentitySource ?? [],
    hasSimpleResponses: authorizer.EnableSimpleResponses ?? false,
    cacheSeconds: authorizer.AuthorizerResultTtlInSeconds ?? 0,
  };
}

type Defined<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/** Leaves out what is undefined. */
const defined = <T extends object>(members: T): Defined<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
