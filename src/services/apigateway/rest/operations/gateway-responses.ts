import { ApiError } from '../../../../aws/api-error.ts';
import type { RestOperation, RestOutput } from '../context.ts';
import { badRequest } from '../errors.ts';
import { patchTable } from '../method-settings.ts';
import { own } from '../own.ts';
import { parsePatches, type Patch } from '../patch.ts';
import { changeDefinition, requireApi, without } from '../records.ts';
import type { ApiDefinition, GatewayResponseRecord } from '../resources/api-definition.ts';
import { defaultResponseTemplates, gatewayStatuses } from '../resources/gateway-response-types.ts';

export const putGatewayResponse: RestOperation<'PutGatewayResponse'> = (input, context, { caller }) =>
  changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { responseType = '', statusCode, responseParameters, responseTemplates } = input;
    const response: GatewayResponseRecord = {
      responseType,
      ...(statusCode !== undefined && { statusCode }),
      ...(responseParameters && { responseParameters }),
      ...(responseTemplates && { responseTemplates }),
    };
    const changed = withResponse(definition, response);
    return { definition: changed, answer: describe(changed, responseType) };
  });

const withResponse = (definition: ApiDefinition, response: GatewayResponseRecord): ApiDefinition => ({
  ...definition,
  gatewayResponses: { ...definition.gatewayResponses, [response.responseType]: response },
});

/** The API's own, else what the API has for all of the kind, else API Gateway's own. */
function describe({ gatewayResponses }: ApiDefinition, responseType: string): RestOutput<'GetGatewayResponse'> {
  const usual = gatewayStatuses[responseType];
  const set = own(gatewayResponses, responseType);
  const shared = usual === undefined ? undefined : own(gatewayResponses, usual < '500' ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const source = set ?? shared;
  const statusCode = source?.statusCode ?? usual;
  return {
    // The model's list of types is that of the table of statuses.
    responseType: responseType as NonNullable<RestOutput<'GetGatewayResponse'>['responseType']>,
    ...(statusCode !== undefined && { statusCode }),
    responseParameters: source?.responseParameters ?? {},
    responseTemplates: source?.responseTemplates ?? defaultResponseTemplates,
    defaultResponse: set === undefined,
  };
}

export const getGatewayResponse: RestOperation<'GetGatewayResponse'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId);
  return describe(value.definition, input.responseType ?? '');
};

export const getGatewayResponses: RestOperation<'GetGatewayResponses'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId);
  return { items: Object.keys(gatewayStatuses).map((type) => describe(value.definition, type)) };
};

export const updateGatewayResponse: RestOperation<'UpdateGatewayResponse'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { responseType = '' } = input;
    const start = own(definition.gatewayResponses, responseType) ?? { responseType };
    const changed = withResponse(definition, patches.reduce(patchResponse, start));
    return { definition: changed, answer: describe(changed, responseType) };
  });
};

function patchResponse(response: GatewayResponseRecord, patch: Patch): GatewayResponseRecord {
  const [first = '', name, rest] = patch.segments;
  if (patch.path === '/statusCode' && patch.op === 'replace') return { ...response, statusCode: patch.value ?? '' };
  if (first !== 'responseParameters' && first !== 'responseTemplates')
    throw badRequest(`Invalid patch path ${patch.path}`);
  if (name === undefined || rest !== undefined) throw badRequest(`Invalid patch path ${patch.path}`);
  const table = response[first] ?? (first === 'responseTemplates' ? defaultResponseTemplates : {});
  if (patch.op !== 'add' && own<string>(table, name) === undefined)
    throw new ApiError('NotFoundException', 'Invalid parameter name specified');
  if (patch.op !== 'remove' && (patch.value === undefined || patch.value === ''))
    throw badRequest(`Invalid null or empty value in ${first}`);
  return { ...response, [first]: patchTable<string>(table, name, patch, patch.value ?? '') };
}

export const deleteGatewayResponse: RestOperation<'DeleteGatewayResponse'> = async (input, context, { caller }) => {
  await changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { responseType = '' } = input;
    if (own(definition.gatewayResponses, responseType) === undefined)
      throw new ApiError('NotFoundException', 'Gateway response type not defined on api');
    const gatewayResponses = without(definition.gatewayResponses, responseType);
    return { definition: { ...definition, gatewayResponses }, answer: undefined };
  });
  return {};
};
