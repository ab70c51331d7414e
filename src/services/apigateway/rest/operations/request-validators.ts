import type { RestOperation } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { own } from '../own.ts';
import { invalidOperation, parsePatches, type Patch, patchBoolean } from '../patch.ts';
import { takePage } from '../pages.ts';
import { changeDefinition, requireApi, without } from '../records.ts';
import type { ApiDefinition, RequestValidatorRecord } from '../resources/api-definition.ts';
import { shortIds } from '../resources/new-id.ts';

export const createRequestValidator: RestOperation<'CreateRequestValidator'> = async (
  input,
  context,
  { caller, requestId },
) => {
  await requireApi(context, caller, input.restApiId).catch(() => {
    throw badRequest('Invalid REST API identifier specified');
  });
  return changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { name, validateRequestBody = false, validateRequestParameters = false } = input;
    const id = shortIds(requestId, 'createRequestValidator')();
    const validator: RequestValidatorRecord = {
      id,
      ...(name !== undefined && { name }),
      validateRequestBody,
      validateRequestParameters,
    };
    return { definition: withValidator(definition, validator), answer: validator };
  });
};

const withValidator = (definition: ApiDefinition, validator: RequestValidatorRecord): ApiDefinition => ({
  ...definition,
  requestValidators: { ...definition.requestValidators, [validator.id]: validator },
});

function requireValidator({ requestValidators }: ApiDefinition, id = ''): RequestValidatorRecord {
  const validator = own(requestValidators, id);
  if (validator === undefined) throw notFound('Request Validator');
  return validator;
}

/** Where the API is missing, AWS misses the validator. */
const requireHolder = async (...given: Parameters<typeof requireApi>): Promise<ApiDefinition> => {
  const { value } = await requireApi(...given).catch(() => {
    throw notFound('Request Validator');
  });
  return value.definition;
};

export const getRequestValidator: RestOperation<'GetRequestValidator'> = async (input, context, { caller }) =>
  requireValidator(await requireHolder(context, caller, input.restApiId), input.requestValidatorId);

export const getRequestValidators: RestOperation<'GetRequestValidators'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId);
  const { items, ...rest } = takePage(Object.values(value.definition.requestValidators), ({ id }) => id, input);
  return { items: [...items], ...rest };
};

export const updateRequestValidator: RestOperation<'UpdateRequestValidator'> = async (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  await requireHolder(context, caller, input.restApiId);
  return changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const validator = patches.reduce(patchValidator, requireValidator(definition, input.requestValidatorId));
    return { definition: withValidator(definition, validator), answer: validator };
  });
};

function patchValidator(validator: RequestValidatorRecord, patch: Patch): RequestValidatorRecord {
  if (patch.op !== 'replace') throw invalidOperation(patch, []);
  switch (patch.path) {
    case '/name':
      if (patch.value === undefined || patch.value.trim() === '')
        throw badRequest('Request Validator name cannot be blank');
      return { ...validator, name: patch.value };
    case '/validateRequestBody':
      return { ...validator, validateRequestBody: patchBoolean(patch) };
    case '/validateRequestParameters':
      return { ...validator, validateRequestParameters: patchBoolean(patch) };
    default:
      throw invalidOperation(patch, ['/name', '/validateRequestParameters', '/validateRequestBody']);
  }
}

export const deleteRequestValidator: RestOperation<'DeleteRequestValidator'> = async (input, context, { caller }) => {
  await requireHolder(context, caller, input.restApiId);
  await changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { id } = requireValidator(definition, input.requestValidatorId);
    const requestValidators = without(definition.requestValidators, id);
    return { definition: { ...definition, requestValidators }, answer: undefined };
  });
  return {};
};
