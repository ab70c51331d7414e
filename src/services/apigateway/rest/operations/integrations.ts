import type { RestOperation, RestOutput } from '../context.ts';
import { notFound } from '../errors.ts';
import {
  parseIntegration,
  parseResponse,
  patchIntegration,
  patchResponse,
  requireIntegration,
  requireIntegrationResponse,
} from '../integration-settings.ts';
import { parsePatches } from '../patch.ts';
import { requireMethod, requireMethodApi, without } from '../records.ts';
import type { IntegrationRecord, IntegrationResponseRecord, MethodRecord } from '../resources/api-definition.ts';
import { changeMethod } from './methods.ts';

/** The store's own shape is that of the wire. */
const describeIntegration = (integration: IntegrationRecord): RestOutput<'GetIntegration'> =>
  integration as unknown as RestOutput<'GetIntegration'>;
const describeResponse = (response: IntegrationResponseRecord): RestOutput<'GetIntegrationResponse'> =>
  response as unknown as RestOutput<'GetIntegrationResponse'>;

function integrationOf({ methodIntegration }: MethodRecord): IntegrationRecord {
  if (methodIntegration === undefined) throw notFound('Integration');
  return methodIntegration;
}

export const putIntegration: RestOperation<'PutIntegration'> = (input, context, { caller }) =>
  changeMethod(context, { ...input, owner: caller }, (method, _, resourceId) => {
    const integration = parseIntegration(input, resourceId);
    return { method: { ...method, methodIntegration: integration }, answer: describeIntegration(integration) };
  });

export const getIntegration: RestOperation<'GetIntegration'> = async (input, context, { caller }) => {
  const { definition } = await requireMethodApi(context, caller, input.restApiId);
  return describeIntegration(integrationOf(requireMethod(definition, input).method));
};

export const updateIntegration: RestOperation<'UpdateIntegration'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return changeMethod(context, { ...input, owner: caller }, (method) => {
    const integration = patches.reduce(patchIntegration, integrationOf(method));
    requireIntegration(integration);
    return { method: { ...method, methodIntegration: integration }, answer: describeIntegration(integration) };
  });
};

export const deleteIntegration: RestOperation<'DeleteIntegration'> = async (input, context, { caller }) => {
  await changeMethod(context, { ...input, owner: caller }, (method) => {
    integrationOf(method);
    const { methodIntegration: _, ...rest } = method;
    return { method: rest, answer: undefined };
  });
  return {};
};

/** Takes the place of one that is there. */
export const putIntegrationResponse: RestOperation<'PutIntegrationResponse'> = (input, context, { caller }) =>
  changeMethod(context, { ...input, owner: caller }, (method) => {
    const integration = integrationOf(method);
    const response = parseResponse(input);
    return { method: withResponse(method, integration, response), answer: describeResponse(response) };
  });

const withResponse = (
  method: MethodRecord,
  integration: IntegrationRecord,
  response: IntegrationResponseRecord,
): MethodRecord => ({
  ...method,
  methodIntegration: {
    ...integration,
    integrationResponses: { ...integration.integrationResponses, [response.statusCode]: response },
  },
});

export const getIntegrationResponse: RestOperation<'GetIntegrationResponse'> = async (input, context, { caller }) => {
  const { definition } = await requireMethodApi(context, caller, input.restApiId);
  const integration = integrationOf(requireMethod(definition, input).method);
  return describeResponse(requireIntegrationResponse(integration, input.statusCode));
};

export const updateIntegrationResponse: RestOperation<'UpdateIntegrationResponse'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return changeMethod(context, { ...input, owner: caller }, (method) => {
    const integration = integrationOf(method);
    const response = patches.reduce(patchResponse, requireIntegrationResponse(integration, input.statusCode));
    return { method: withResponse(method, integration, response), answer: describeResponse(response) };
  });
};

export const deleteIntegrationResponse: RestOperation<'DeleteIntegrationResponse'> = async (
  input,
  context,
  { caller },
) => {
  await changeMethod(context, { ...input, owner: caller }, (method) => {
    const integration = integrationOf(method);
    const { statusCode } = requireIntegrationResponse(integration, input.statusCode);
    const { integrationResponses: known = {}, ...others } = integration;
    const rest = without(known, statusCode);
    const isLast = Object.keys(rest).length === 0;
    const methodIntegration = isLast ? others : { ...others, integrationResponses: rest };
    return { method: { ...method, methodIntegration }, answer: undefined };
  });
  return {};
};
