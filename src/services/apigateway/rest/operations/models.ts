import { ApiError } from '../../../../aws/api-error.ts';
import type { RestOperation } from '../context.ts';
import { badRequest, conflict } from '../errors.ts';
import { own } from '../own.ts';
import { invalidOperation, parsePatches, type Patch } from '../patch.ts';
import { takePage } from '../pages.ts';
import { changeDefinition, requireApi, without } from '../records.ts';
import type { ApiDefinition, ModelRecord } from '../resources/api-definition.ts';
import { shortIds } from '../resources/new-id.ts';

export const createModel: RestOperation<'CreateModel'> = (input, context, { caller, requestId }) =>
  changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { name = '', description, schema, contentType = '' } = input;
    const id = shortIds(requestId, 'createModel')();
    if (name === '') throw badRequest('Model name must be non-empty');
    if (!/^[A-Za-z0-9]+$/.test(name)) throw badRequest('Model name must be alphanumeric: ' + name);
    const known = own(definition.models, name);
    // A request that is carried out again after a crash finds what it made.
    if (known?.id === id) return { definition, answer: known };
    if (known !== undefined) throw conflict('Model name already exists for this REST API');
    requireSchema(schema);
    const model: ModelRecord = {
      id,
      name,
      ...(description !== undefined && description !== '' && { description }),
      ...(schema !== undefined && { schema }),
      contentType,
    };
    return { definition: withModel(definition, model), answer: model };
  });

const withModel = (definition: ApiDefinition, model: ModelRecord): ApiDefinition => ({
  ...definition,
  models: { ...definition.models, [model.name]: model },
});

function requireSchema(schema: string | undefined): void {
  if (schema === undefined || schema === '')
    throw badRequest('Model schema must have at least 1 property or array items defined');
}

function requireModel({ models }: ApiDefinition, name = ''): ModelRecord {
  const model = own(models, name);
  if (model === undefined) throw modelNotFound(name);
  return model;
}

const modelNotFound = (name: string): ApiError =>
  new ApiError('NotFoundException', `Invalid model name specified: ${name}`);

export const getModel: RestOperation<'GetModel'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId).catch(() => {
    throw modelNotFound(input.modelName ?? '');
  });
  return requireModel(value.definition, input.modelName);
};

export const getModels: RestOperation<'GetModels'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId);
  const models = Object.values(value.definition.models).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const { items, ...rest } = takePage(models, ({ name }) => name, input);
  return { items: [...items], ...rest };
};

/** The schema as a template that makes an example; AWS makes one of its properties. */
export const getModelTemplate: RestOperation<'GetModelTemplate'> = async (input, context, request) => {
  const { schema = '{}' } = await getModel(
    { restApiId: input.restApiId, modelName: input.modelName, flatten: false },
    context,
    request,
  );
  return { value: exampleOf(JSON.parse(schema)) };
};

function exampleOf(schema: unknown): string {
  const properties =
    typeof schema === 'object' && schema !== null && 'properties' in schema && typeof schema.properties === 'object'
      ? Object.keys(schema.properties ?? {})
      : [];
  const lines = properties.map((name) => `  "${name}" : "$inputRoot.${name}"`);
  return `#set($inputRoot = $input.path('$'))\n{\n${lines.join(',\n')}\n}`;
}

export const updateModel: RestOperation<'UpdateModel'> = async (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  await requireApi(context, caller, input.restApiId).catch(() => {
    throw modelNotFound(input.modelName ?? '');
  });
  return changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const model = patches.reduce(patchModel, requireModel(definition, input.modelName));
    return { definition: withModel(definition, model), answer: model };
  });
};

function patchModel(model: ModelRecord, patch: Patch): ModelRecord {
  if (patch.op !== 'replace') throw invalidOperation(patch, []);
  switch (patch.path) {
    case '/description': {
      const { description: _, ...rest } = model;
      return patch.value === undefined || patch.value === '' ? rest : { ...rest, description: patch.value };
    }
    case '/schema':
      requireSchema(patch.value);
      return { ...model, schema: patch.value ?? '' };
    default:
      throw invalidOperation(patch, ['/description', '/schema']);
  }
}

export const deleteModel: RestOperation<'DeleteModel'> = async (input, context, { caller }) => {
  await requireApi(context, caller, input.restApiId).catch(() => {
    throw modelNotFound(input.modelName ?? '');
  });
  await changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const { name } = requireModel(definition, input.modelName);
    const user = findUser(definition, name);
    if (user !== undefined) throw conflict(`Cannot delete model '${name}', is referenced in method ${user}`);
    return { definition: { ...definition, models: without(definition.models, name) }, answer: undefined };
  });
  return {};
};

function findUser({ resources }: ApiDefinition, name: string): string | undefined {
  for (const { path, methods } of Object.values(resources))
    for (const { httpMethod, requestModels = {}, methodResponses = {} } of Object.values(methods)) {
      if (Object.values(requestModels).includes(name)) return `request: ${path}/${httpMethod}`;
      const isAnswer = Object.values(methodResponses).some((one) =>
        Object.values(one.responseModels ?? {}).includes(name),
      );
      if (isAnswer) return `response: ${path}/${httpMethod}`;
    }
  return undefined;
}
