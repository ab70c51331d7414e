import type { RestInput, RestOperation, RestOutput } from '../context.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { parseMethod, patchMethod, patchTable } from '../method-settings.ts';
import { own } from '../own.ts';
import { parsePatches, type Patch, patchBoolean } from '../patch.ts';
import { changeBelow, requireMethod, requireMethodApi, requireResource, withMethod, without } from '../records.ts';
import type { ApiDefinition, MethodRecord, MethodResponseRecord } from '../resources/api-definition.ts';
import { describeMethod } from '../resources/describe-api.ts';

export const putMethod: RestOperation<'PutMethod'> = (input, context, { caller }) =>
  changeBelow(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const resource = requireResource(definition, input.resourceId);
    const method = parseMethod(input, definition);
    if (own(resource.methods, method.httpMethod) !== undefined)
      throw conflict('Method already exists for this resource');
    return { definition: withMethod(definition, resource, method), answer: describeMethod(method) };
  });

export const getMethod: RestOperation<'GetMethod'> = async (input, context, { caller }) => {
  const { definition } = await requireMethodApi(context, caller, input.restApiId);
  return describeMethod(requireMethod(definition, input).method);
};

export const updateMethod: RestOperation<'UpdateMethod'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return changeBelow(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { resource, method } = requireMethod(definition, input);
    const changed = patches.reduce((one, patch) => patchMethod(one, patch, definition), method);
    return { definition: withMethod(definition, resource, changed), answer: describeMethod(changed) };
  });
};

export const deleteMethod: RestOperation<'DeleteMethod'> = async (input, context, { caller }) => {
  await changeBelow(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { resource, method } = requireMethod(definition, input);
    const changed = { ...resource, methods: without(resource.methods, method.httpMethod) };
    const resources = { ...definition.resources, [resource.id]: changed };
    return { definition: { ...definition, resources }, answer: undefined };
  });
  return {};
};

type Target = Pick<RestInput<'PutMethodResponse'>, 'restApiId' | 'resourceId' | 'httpMethod'>;

/** Changes a method of an API as one. */
export function changeMethod<T>(
  context: Parameters<typeof changeBelow>[0],
  target: Target & { readonly owner: Parameters<typeof changeBelow>[1]['owner'] },
  decide: (
    method: MethodRecord,
    definition: ApiDefinition,
    resourceId: string,
  ) => { readonly method: MethodRecord; readonly answer: T },
): Promise<T> {
  return changeBelow(context, { owner: target.owner, apiId: target.restApiId }, (definition) => {
    const found = requireMethod(definition, target);
    const { method, answer } = decide(found.method, definition, found.resource.id);
    return { definition: withMethod(definition, found.resource, method), answer };
  });
}

/** The store's own shape is that of the wire. */
const describeResponse = (response: MethodResponseRecord): RestOutput<'GetMethodResponse'> => response;

export const putMethodResponse: RestOperation<'PutMethodResponse'> = (input, context, { caller }) =>
  changeMethod(context, { ...input, owner: caller }, (method, definition) => {
    const { statusCode = '', responseParameters, responseModels } = input;
    if (!/^[1-5]\d\d$/.test(statusCode)) throw badRequest('Invalid status code specified');
    if (own(method.methodResponses ?? {}, statusCode) !== undefined)
      throw conflict('Response already exists for this resource');
    const response: MethodResponseRecord = {
      statusCode,
      ...(responseParameters && { responseParameters }),
      ...(responseModels && { responseModels }),
    };
    requireModels(response, definition);
    return { method: withResponse(method, response), answer: describeResponse(response) };
  });

function requireModels({ responseModels = {} }: MethodResponseRecord, { models }: ApiDefinition): void {
  const unknown = Object.values(responseModels).find((name) => own(models, name) === undefined);
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
}

const withResponse = (method: MethodRecord, response: MethodResponseRecord): MethodRecord => ({
  ...method,
  methodResponses: { ...method.methodResponses, [response.statusCode]: response },
});

function requireResponse({ methodResponses = {} }: MethodRecord, statusCode = ''): MethodResponseRecord {
  const response = own(methodResponses, statusCode);
  if (response === undefined) throw notFound('Response status code');
  return response;
}

export const getMethodResponse: RestOperation<'GetMethodResponse'> = async (input, context, { caller }) => {
  const { definition } = await requireMethodApi(context, caller, input.restApiId);
  return describeResponse(requireResponse(requireMethod(definition, input).method, input.statusCode));
};

export const updateMethodResponse: RestOperation<'UpdateMethodResponse'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return changeMethod(context, { ...input, owner: caller }, (method, definition) => {
    const response = patches.reduce(patchResponse, requireResponse(method, input.statusCode));
    requireModels(response, definition);
    return { method: withResponse(method, response), answer: describeResponse(response) };
  });
};

function patchResponse(response: MethodResponseRecord, patch: Patch): MethodResponseRecord {
  const [first = '', name, rest] = patch.segments;
  if (name === undefined || rest !== undefined) throw badRequest(`Invalid patch path ${patch.path}`);
  switch (first) {
    case 'responseParameters':
      return {
        ...response,
        responseParameters: patchTable(response.responseParameters ?? {}, name, patch, patchBoolean(patch)),
      };
    case 'responseModels':
      return { ...response, responseModels: patchTable(response.responseModels ?? {}, name, patch, patch.value ?? '') };
    default:
      throw badRequest(`Invalid patch path ${patch.path}`);
  }
}

export const deleteMethodResponse: RestOperation<'DeleteMethodResponse'> = async (input, context, { caller }) => {
  await changeMethod(context, { ...input, owner: caller }, (method) => {
    const { statusCode } = requireResponse(method, input.statusCode);
    const { methodResponses: known = {}, ...others } = method;
    const rest = without(known, statusCode);
    const isLast = Object.keys(rest).length === 0;
    return { method: isLast ? others : { ...others, methodResponses: rest }, answer: undefined };
  });
  return {};
};
