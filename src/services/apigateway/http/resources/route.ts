/** Rules of routes. */
import type { HttpInput } from '../context.ts';
import { badRequest, conflict } from '../errors.ts';
import { given, type HttpApiRecord, type RouteRecord } from './http-api.ts';
import { findRouteKeyFault, routeShape } from './route-key.ts';

type RouteSettings = Partial<Omit<HttpInput<'CreateRoute'>, 'ApiId'>>;

/** The route that the settings ask for; throws where it cannot be one of this API. */
export function checkRoute(api: HttpApiRecord, id: string, settings: RouteSettings): RouteRecord {
  const { RouteKey = '', Target, AuthorizerId, AuthorizationType = 'NONE' } = settings;
  const fault = findRouteKeyFault(RouteKey);
  if (fault !== undefined) throw badRequest(fault);
  const others = Object.values(api.routes).filter((route) => route.RouteId !== id);
  const rival = others.find((route) => routeShape(route.RouteKey ?? '') === routeShape(RouteKey))?.RouteKey;
  if (rival === RouteKey) throw conflict(`Route with key ${RouteKey} already exists for this API`);
  if (rival !== undefined)
    throw conflict(
      `The provided route key "${RouteKey}" has a conflicting variable on the same hierarchical level as "${rival}"`,
    );
  const integrationId = /^integrations\/(.+)$/.exec(Target ?? '')?.[1];
  if (Target !== undefined && integrationId === undefined)
    throw badRequest('Target must have the form integrations/{integration-id}');
  if (integrationId !== undefined && !Object.hasOwn(api.integrations, integrationId))
    throw badRequest(`Invalid Integration identifier specified ${integrationId}`);
  if (settings.ApiKeyRequired === true) throw badRequest('API keys are not supported for HTTP APIs');
  if (settings.RequestModels !== undefined || settings.ModelSelectionExpression !== undefined)
    throw badRequest('Models are not supported for HTTP APIs');
  requireAuthorizer(api, AuthorizationType, AuthorizerId);
  const { AuthorizerId: _, AuthorizationScopes: __, ...open } = settings;
  // Nothing of an authorizer is left where none is asked for: it can be deleted then.
  const kept = AuthorizationType === 'JWT' || AuthorizationType === 'CUSTOM' ? settings : open;
  return given({ ApiKeyRequired: false, ...kept, RouteId: id, RouteKey, AuthorizationType });
}

function requireAuthorizer(api: HttpApiRecord, type: string, id: string | undefined): void {
  if (type !== 'JWT' && type !== 'CUSTOM') return;
  const authorizer = id === undefined ? undefined : api.authorizers[id];
  if (authorizer === undefined || (authorizer.AuthorizerType === 'JWT') !== (type === 'JWT'))
    throw badRequest(
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.',
    );
}
