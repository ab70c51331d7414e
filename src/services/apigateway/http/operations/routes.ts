import { identifierFrom } from '../../identifiers.ts';
import type { HttpOperation } from '../context.ts';
import { pageOf } from '../pages.ts';
import { changeApi, requireApi, requirePart } from '../records.ts';
import { type HttpApiRecord, merged, type RouteRecord, without } from '../resources/http-api.ts';
import { checkRoute } from '../resources/route.ts';

export const createRoute: HttpOperation<'CreateRoute'> = async (input, context, request) => {
  const { ApiId, ...settings } = input;
  const id = identifierFrom(request.requestId, 'route', 7);
  return changeApi(context, request, ApiId, (api) => withRoute(api, checkRoute(api, id, settings)));
};

const withRoute = (api: HttpApiRecord, route: RouteRecord) => ({
  api: { ...api, routes: { ...api.routes, [route.RouteId ?? '']: route } },
  result: route,
});

export const getRoute: HttpOperation<'GetRoute'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return requirePart(api.routes, 'Route', input.RouteId);
};

export const getRoutes: HttpOperation<'GetRoutes'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return pageOf(Object.entries(api.routes), input);
};

export const updateRoute: HttpOperation<'UpdateRoute'> = async (input, context, request) => {
  const { ApiId, RouteId, ...settings } = input;
  return changeApi(context, request, ApiId, (api) => {
    const before = requirePart(api.routes, 'Route', RouteId);
    return withRoute(api, checkRoute(api, before.RouteId ?? '', merged(before, settings)));
  });
};

export const deleteRoute: HttpOperation<'DeleteRoute'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    const { RouteId = '' } = requirePart(api.routes, 'Route', input.RouteId);
    return { api: { ...api, routes: without(api.routes, RouteId) }, result: {} };
  });
