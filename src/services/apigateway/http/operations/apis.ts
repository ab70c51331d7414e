import { readAll } from '../../../../storage/read-all.ts';
import { identifierFrom } from '../../identifiers.ts';
import type { HttpInput, HttpOperation } from '../context.ts';
import { describeApi } from '../describe.ts';
import { badRequest, notServed } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { changeApi, createApi as create, deleteApi as remove, requireApi } from '../records.ts';
import { apisPrefix, given, type HttpApiRecord, merged } from '../resources/http-api.ts';
import { checkIntegration } from '../resources/integration.ts';
import { findRouteKeyFault } from '../resources/route-key.ts';

/** Makes an API; with `Target`, also a route to it and a stage that serves it. */
export const createApi: HttpOperation<'CreateApi'> = async (input, context, request) => {
  if (input.ProtocolType === 'WEBSOCKET') throw notServed('WebSocket APIs');
  const { caller, requestId } = request;
  const nowMs = context.clock.now();
  const { Target, RouteKey, CredentialsArn, ProtocolType: _, ...settings } = input;
  const api: HttpApiRecord = {
    region: caller.region,
    account: caller.account,
    apiId: identifierFrom(requestId, 'api', 10),
    createdAtMs: nowMs,
    settings: {
      ApiKeySelectionExpression: '$request.header.x-api-key',
      DisableExecuteApiEndpoint: false,
      IpAddressType: 'ipv4',
      RouteSelectionExpression: '$request.method $request.path',
      Tags: {},
      ...given(settings),
      ProtocolType: 'HTTP',
      Name: input.Name,
    },
    routes: {},
    integrations: {},
    authorizers: {},
    stages: {},
    deployments: {},
    authorizerGeneration: 0,
  };
  requireSelectionExpression(api);
  if (Target === undefined && (RouteKey !== undefined || CredentialsArn !== undefined))
    throw badRequest('RouteKey and CredentialsArn need a Target');
  const whole = Target === undefined ? api : quickCreated(api, { Target, RouteKey, CredentialsArn }, requestId);
  return describeApi(await create(context, whole, requestId));
};

type Quick = Pick<HttpInput<'CreateApi'>, 'Target' | 'RouteKey' | 'CredentialsArn'>;

function quickCreated(
  api: HttpApiRecord,
  { Target, RouteKey, CredentialsArn }: Quick,
  requestId: string,
): HttpApiRecord {
  const integrationId = identifierFrom(requestId, 'integration', 7);
  const routeId = identifierFrom(requestId, 'route', 7);
  const key = RouteKey ?? '$default';
  const fault = findRouteKeyFault(key);
  if (fault !== undefined) throw badRequest(fault);
  const managed = { ApiGatewayManaged: true };
  const isAddress = /^https?:/.test(Target ?? '');
  const integration = checkIntegration({
    IntegrationType: isAddress ? 'HTTP_PROXY' : 'AWS_PROXY',
    IntegrationUri: Target,
    ...(isAddress ? { IntegrationMethod: 'ANY', PayloadFormatVersion: '1.0' } : { PayloadFormatVersion: '2.0' }),
    CredentialsArn,
  });
  return {
    ...api,
    integrations: { [integrationId]: { IntegrationId: integrationId, ...managed, ...integration } },
    routes: {
      [routeId]: {
        RouteId: routeId,
        RouteKey: key,
        Target: `integrations/${integrationId}`,
        ApiKeyRequired: false,
        AuthorizationType: 'NONE',
        ...managed,
      },
    },
    stages: {
      $default: {
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { DetailedMetricsEnabled: false },
        RouteSettings: {},
        StageVariables: {},
        Tags: {},
        ...managed,
        createdAtMs: api.createdAtMs,
        updatedAtMs: api.createdAtMs,
      },
    },
  };
}

function requireSelectionExpression({ settings }: HttpApiRecord): void {
  const expression = settings.RouteSelectionExpression ?? '';
  if (!['$request.method $request.path', '${request.method} ${request.path}'].includes(expression))
    throw badRequest('RouteSelectionExpression must be "${request.method} ${request.path}" for HTTP APIs');
}

export const getApi: HttpOperation<'GetApi'> = async (input, context, { caller }) =>
  describeApi((await requireApi(context, caller, input.ApiId)).value);

export const getApis: HttpOperation<'GetApis'> = async (input, { store }, { caller }) => {
  const stored = await Array.fromAsync(readAll<HttpApiRecord>(store.documents, apisPrefix(caller)));
  return pageOf(
    stored.map(({ value }) => [
      value.apiId,
      { Name: '', ProtocolType: 'HTTP', RouteSelectionExpression: '', ...describeApi(value) },
    ]),
    input,
  );
};

export const updateApi: HttpOperation<'UpdateApi'> = async (input, context, request) => {
  const { ApiId, Target, RouteKey, CredentialsArn, ...settings } = input;
  return changeApi(context, request, ApiId, (api) => {
    const changed = { ...api, settings: merged(api.settings, settings) };
    requireSelectionExpression(changed);
    const whole = withQuickRoute(changed, { Target, RouteKey, CredentialsArn });
    return { api: whole, result: describeApi(whole) };
  });
};

/** Changes the route and the integration that came with the API, where it was made so. */
function withQuickRoute(api: HttpApiRecord, { Target, RouteKey, CredentialsArn }: Quick): HttpApiRecord {
  if (Target === undefined && RouteKey === undefined && CredentialsArn === undefined) return api;
  const route = Object.values(api.routes).find(({ ApiGatewayManaged }) => ApiGatewayManaged === true);
  const integration = Object.values(api.integrations).find(({ ApiGatewayManaged }) => ApiGatewayManaged === true);
  if (route === undefined || integration === undefined)
    throw badRequest(
      'Target, RouteKey and CredentialsArn may be changed only for an API that was made by quick create',
    );
  const fault = RouteKey === undefined ? undefined : findRouteKeyFault(RouteKey);
  if (fault !== undefined) throw badRequest(fault);
  return {
    ...api,
    routes: { ...api.routes, [route.RouteId ?? '']: merged(route, { RouteKey }) },
    integrations: {
      ...api.integrations,
      [integration.IntegrationId ?? '']: merged(integration, { IntegrationUri: Target, CredentialsArn }),
    },
  };
}

export const deleteApi: HttpOperation<'DeleteApi'> = async (input, context, { caller }) => {
  await remove(context, caller, input.ApiId);
  return {};
};

export const deleteCorsConfiguration: HttpOperation<'DeleteCorsConfiguration'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    const { CorsConfiguration: _, ...settings } = api.settings;
    return { api: { ...api, settings }, result: {} };
  });
