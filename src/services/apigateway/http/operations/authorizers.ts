import { identifierFrom } from '../../identifiers.ts';
import type { HttpOperation } from '../context.ts';
import { conflict } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { changeApi, requireApi, requirePart } from '../records.ts';
import { checkAuthorizer } from '../resources/authorizer.ts';
import { type AuthorizerRecord, type HttpApiRecord, merged, without } from '../resources/http-api.ts';

export const createAuthorizer: HttpOperation<'CreateAuthorizer'> = async (input, context, request) => {
  const { ApiId, ...settings } = input;
  const authorizer = checkAuthorizer(identifierFrom(request.requestId, 'authorizer', 6), settings);
  return changeApi(context, request, ApiId, (api) => withAuthorizer(api, authorizer));
};

function withAuthorizer(api: HttpApiRecord, authorizer: AuthorizerRecord) {
  const { AuthorizerId = '', Name } = authorizer;
  const others = Object.values(without(api.authorizers, AuthorizerId));
  if (others.some((other) => other.Name === Name))
    throw conflict(`Authorizer name ${Name} already exists for this API`);
  return { api: { ...api, authorizers: { ...api.authorizers, [AuthorizerId]: authorizer } }, result: authorizer };
}

export const getAuthorizer: HttpOperation<'GetAuthorizer'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return requirePart(api.authorizers, 'Authorizer', input.AuthorizerId);
};

export const getAuthorizers: HttpOperation<'GetAuthorizers'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return pageOf(Object.entries(api.authorizers), input);
};

export const updateAuthorizer: HttpOperation<'UpdateAuthorizer'> = async (input, context, request) => {
  const { ApiId, AuthorizerId, ...settings } = input;
  return changeApi(context, request, ApiId, (api) => {
    const before = requirePart(api.authorizers, 'Authorizer', AuthorizerId);
    return withAuthorizer(api, checkAuthorizer(before.AuthorizerId ?? '', merged(before, settings)));
  });
};

export const deleteAuthorizer: HttpOperation<'DeleteAuthorizer'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    const { AuthorizerId = '' } = requirePart(api.authorizers, 'Authorizer', input.AuthorizerId);
    const user = Object.values(api.routes).find((route) => route.AuthorizerId === AuthorizerId);
    if (user !== undefined)
      throw conflict(
        `Cannot delete authorizer '${AuthorizerId}' because it is referenced by route '${user.RouteKey}'.`,
      );
    return { api: { ...api, authorizers: without(api.authorizers, AuthorizerId) }, result: {} };
  });

/** Forgets what authorizers decided for the API's stages: each is served anew, and so are those beside it. */
export const resetAuthorizersCache: HttpOperation<'ResetAuthorizersCache'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    requirePart(api.stages, 'Stage', input.StageName);
    return { api: { ...api, authorizerGeneration: api.authorizerGeneration + 1 }, result: {} };
  });
