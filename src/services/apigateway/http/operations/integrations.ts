import { identifierFrom } from '../../identifiers.ts';
import type { HttpOperation } from '../context.ts';
import { conflict } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { changeApi, requireApi, requirePart } from '../records.ts';
import { type IntegrationRecord, merged, without } from '../resources/http-api.ts';
import { checkIntegration } from '../resources/integration.ts';

export const createIntegration: HttpOperation<'CreateIntegration'> = async (input, context, request) => {
  const { ApiId, ...settings } = input;
  const checked = checkIntegration(settings);
  const id = identifierFrom(request.requestId, 'integration', 7);
  return changeApi(context, request, ApiId, (api) => {
    const integration: IntegrationRecord = { IntegrationId: id, ...checked };
    return { api: { ...api, integrations: { ...api.integrations, [id]: integration } }, result: integration };
  });
};

export const getIntegration: HttpOperation<'GetIntegration'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return requirePart(api.integrations, 'Integration', input.IntegrationId);
};

export const getIntegrations: HttpOperation<'GetIntegrations'> = async (input, context, { caller }) => {
  const { value: api } = await requireApi(context, caller, input.ApiId);
  return pageOf(Object.entries(api.integrations), input);
};

export const updateIntegration: HttpOperation<'UpdateIntegration'> = async (input, context, request) => {
  const { ApiId, IntegrationId, ...settings } = input;
  return changeApi(context, request, ApiId, (api) => {
    const before = requirePart(api.integrations, 'Integration', IntegrationId);
    const { IntegrationId: id = '', ApiGatewayManaged, ...kept } = merged(before, settings);
    const managed = ApiGatewayManaged === undefined ? {} : { ApiGatewayManaged };
    const integration = { IntegrationId: id, ...managed, ...checkIntegration(kept) };
    return { api: { ...api, integrations: { ...api.integrations, [id]: integration } }, result: integration };
  });
};

export const deleteIntegration: HttpOperation<'DeleteIntegration'> = async (input, context, request) =>
  changeApi(context, request, input.ApiId, (api) => {
    const { IntegrationId: id = '' } = requirePart(api.integrations, 'Integration', input.IntegrationId);
    const users = Object.values(api.routes).filter(({ Target }) => Target === `integrations/${id}`);
    const ids = users.map(({ RouteId }) => RouteId).join(', ');
    if (users.length > 0)
      throw conflict(`Cannot delete Integration because it is referenced by the following Routes with Ids: [${ids}]`);
    return { api: { ...api, integrations: without(api.integrations, id) }, result: {} };
  });
