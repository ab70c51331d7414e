import type { RestOperation } from '../context.ts';
import { badRequest, conflict } from '../errors.ts';
import { invalidOperation, type Patch, parsePatches, requireValue } from '../patch.ts';
import { takePage } from '../pages.ts';
import { changeDefinition, requireApi, requireResource } from '../records.ts';
import type { ApiDefinition, ResourceRecord } from '../resources/api-definition.ts';
import { describeResource, sortedResources } from '../resources/describe-api.ts';
import { shortIds } from '../resources/new-id.ts';

type Resources = ApiDefinition['resources'];

export const createResource: RestOperation<'CreateResource'> = (input, context, { caller, requestId }) =>
  changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const id = shortIds(requestId, 'createResource')();
    const made = definition.resources[id];
    // A request that is carried out again after a crash finds what it made.
    if (made !== undefined) return { definition, answer: describeResource(made, { withMethods: false }) };
    const parent = requireResource(definition, input.parentId);
    const { pathPart = '' } = input;
    requirePathPart(definition.resources, { parent, pathPart, id });
    const resource: ResourceRecord = { id, parentId: parent.id, pathPart, path: below(parent, pathPart), methods: {} };
    return {
      definition: { ...definition, resources: { ...definition.resources, [id]: resource } },
      answer: describeResource(resource, { withMethods: false }),
    };
  });

const below = ({ path }: ResourceRecord, pathPart: string): string => `${path === '/' ? '' : path}/${pathPart}`;

const isVariable = (pathPart: string | undefined): boolean => pathPart?.startsWith('{') === true;
const isGreedy = (pathPart: string | undefined): boolean => pathPart?.endsWith('+}') === true;

function requirePathPart(
  resources: Resources,
  { parent, pathPart, id }: { readonly parent: ResourceRecord; readonly pathPart: string; readonly id: string },
): void {
  if (!/^(?:[a-zA-Z0-9._:~!$&'()*+,;=@%-]+|\{[a-zA-Z0-9._-]+\+?\})$/.test(pathPart))
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  if (isGreedy(parent.pathPart))
    throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart ?? ''}`);
  const siblings = Object.values(resources).filter((one) => one.parentId === parent.id && one.id !== id);
  if (siblings.some((one) => one.pathPart === pathPart))
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  const variable = siblings.find((one) => isVariable(one.pathPart));
  if (isVariable(pathPart) && variable !== undefined)
    throw badRequest(
      `A sibling (${variable.pathPart ?? ''}) of this resource already has a variable path part -- only one is allowed`,
    );
}

export const getResource: RestOperation<'GetResource'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId);
  const resource = requireResource(value.definition, input.resourceId);
  return describeResource(resource, { withMethods: isEmbedded(input.embed) });
};

export const getResources: RestOperation<'GetResources'> = async (input, context, { caller }) => {
  const { value } = await requireApi(context, caller, input.restApiId);
  const { items, ...rest } = takePage(sortedResources(value.definition), ({ id }) => id, input);
  const withMethods = isEmbedded(input.embed);
  return { items: items.map((resource) => describeResource(resource, { withMethods })), ...rest };
};

const isEmbedded = (embed: readonly string[] | undefined): boolean => embed?.includes('methods') === true;

export const updateResource: RestOperation<'UpdateResource'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const start = requireResource(definition, input.resourceId);
    const changed = patches.reduce((one, patch) => patchResource(definition, one, patch), start);
    const resources = repath({ ...definition.resources, [changed.id]: changed }, definition.rootResourceId);
    return {
      definition: { ...definition, resources },
      answer: describeResource(resources[changed.id] ?? changed, { withMethods: false }),
    };
  });
};

function patchResource(definition: ApiDefinition, resource: ResourceRecord, patch: Patch): ResourceRecord {
  if (patch.op !== 'replace') throw invalidOperation(patch, []);
  const { resources } = definition;
  switch (patch.path) {
    case '/pathPart': {
      const parent = requireResource(definition, resource.parentId);
      const pathPart = requireValue(patch);
      requirePathPart(resources, { parent, pathPart, id: resource.id });
      return { ...resource, pathPart };
    }
    case '/parentId': {
      const parent = requireResource(definition, patch.value);
      for (let one: ResourceRecord | undefined = parent; one !== undefined; one = resources[one.parentId ?? ''])
        if (one.id === resource.id) throw badRequest('Resources cannot be cyclical.');
      requirePathPart(resources, { parent, pathPart: resource.pathPart ?? '', id: resource.id });
      return { ...resource, parentId: parent.id };
    }
    default:
      throw invalidOperation(patch, ['/parentId', '/pathPart']);
  }
}

/** The paths again, from the root down. */
function repath(resources: Resources, rootResourceId: string): Resources {
  const children = Map.groupBy(Object.values(resources), ({ parentId }) => parentId);
  const next: Record<string, ResourceRecord> = {};
  const walk = (resource: ResourceRecord): void => {
    next[resource.id] = resource;
    for (const child of children.get(resource.id) ?? [])
      walk({ ...child, path: below(resource, child.pathPart ?? '') });
  };
  const root = resources[rootResourceId];
  if (root !== undefined) walk(root);
  return next;
}

/** With all that is below it. */
export const deleteResource: RestOperation<'DeleteResource'> = async (input, context, { caller }) => {
  await changeDefinition(context, { owner: caller, apiId: input.restApiId }, (definition) => {
    const resource = requireResource(definition, input.resourceId);
    if (resource.parentId === undefined) throw badRequest("Root resource can't be deleted");
    const { [resource.id]: _, ...rest } = definition.resources;
    const resources = repath(rest, definition.rootResourceId);
    return { definition: { ...definition, resources }, answer: undefined };
  });
  return {};
};
