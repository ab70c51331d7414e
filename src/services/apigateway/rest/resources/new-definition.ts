import type { ApiDefinition, ModelRecord, ResourceRecord } from './api-definition.ts';

/** The definition of a new API: its root, and the two models that AWS puts into each. */
export function newDefinition(newId: () => string): ApiDefinition {
  const rootResourceId = newId();
  return {
    rootResourceId,
    resources: { [rootResourceId]: { id: rootResourceId, path: '/', methods: {} } },
    models: defaultModels(newId),
    requestValidators: {},
    authorizers: {},
    gatewayResponses: {},
  };
}

export function defaultModels(newId: () => string): Readonly<Record<string, ModelRecord>> {
  const draft = 'http://json-schema.org/draft-04/schema#';
  const model = (name: string, description: string, rest: string): ModelRecord => ({
    id: newId(),
    name,
    description,
    schema: `{\n  "$schema" : "${draft}",\n  "title" : "${name} Schema",\n  "type" : "object"${rest}\n}`,
    contentType: 'application/json',
  });
  return {
    Empty: model('Empty', 'This is a default empty schema model', ''),
    Error: model(
      'Error',
      'This is a default error schema model',
      ',\n  "properties" : {\n    "message" : {\n      "type" : "string"\n    }\n  }',
    ),
  };
}

/** The resource at a path, and with it those above that are not there yet. */
export function withPath(
  resources: Readonly<Record<string, ResourceRecord>>,
  {
    rootResourceId,
    path,
    newId,
  }: { readonly rootResourceId: string; readonly path: string; readonly newId: () => string },
): { readonly resources: Readonly<Record<string, ResourceRecord>>; readonly id: string } {
  const known = { ...resources };
  let parentId = rootResourceId;
  for (const pathPart of path.split('/').filter((part) => part !== '')) {
    const found = Object.values(known).find((one) => one.parentId === parentId && one.pathPart === pathPart);
    const id = found?.id ?? newId();
    if (found === undefined) {
      const above = known[parentId]?.path ?? '/';
      known[id] = { id, parentId, pathPart, path: `${above === '/' ? '' : above}/${pathPart}`, methods: {} };
    }
    parentId = id;
  }
  return { resources: known, id: parentId };
}
