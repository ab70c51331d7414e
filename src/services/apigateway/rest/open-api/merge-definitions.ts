import type { ApiDefinition, MethodRecord, ResourceRecord } from '../resources/api-definition.ts';

/** What the imported definition names takes the place of what was there; the rest stays. */
export function mergeDefinitions(known: ApiDefinition, imported: ApiDefinition): ApiDefinition {
  const byPath = new Map(Object.values(known.resources).map((resource) => [resource.path, resource.id]));
  const ids = new Map([
    ...Object.values(imported.resources).map(({ id, path }) => [id, byPath.get(path) ?? id] as const),
    ...sameNamed(known.requestValidators, imported.requestValidators),
    ...sameNamed(known.authorizers, imported.authorizers),
  ]);
  const renamed = (id: string): string => ids.get(id) ?? id;
  const resources: Record<string, ResourceRecord> = { ...known.resources };
  for (const resource of Object.values(imported.resources)) {
    const id = renamed(resource.id);
    const { parentId } = resource;
    const methods = Object.entries(resource.methods).map(([name, method]) => [name, withIds(method, renamed)] as const);
    resources[id] = {
      ...resource,
      id,
      ...(parentId !== undefined && { parentId: renamed(parentId) }),
      methods: { ...resources[id]?.methods, ...Object.fromEntries(methods) },
    };
  }
  const { Empty: _, Error: __, ...models } = imported.models;
  return {
    rootResourceId: known.rootResourceId,
    resources,
    models: { ...known.models, ...models },
    requestValidators: { ...known.requestValidators, ...rename(imported.requestValidators, renamed) },
    authorizers: { ...known.authorizers, ...rename(imported.authorizers, renamed) },
    gatewayResponses: { ...known.gatewayResponses, ...imported.gatewayResponses },
  };
}

type Named = Readonly<Record<string, { readonly id: string; readonly name?: string }>>;

function sameNamed(known: Named, imported: Named): (readonly [string, string])[] {
  const byName = new Map(Object.values(known).map(({ name, id }) => [name, id]));
  return Object.values(imported).map(({ id, name }) => [id, byName.get(name) ?? id]);
}

const rename = <T extends { readonly id: string }>(
  table: Readonly<Record<string, T>>,
  renamed: (id: string) => string,
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.values(table).map((one) => [renamed(one.id), { ...one, id: renamed(one.id) }]));

function withIds(method: MethodRecord, renamed: (id: string) => string): MethodRecord {
  const { requestValidatorId, authorizerId, methodIntegration } = method;
  return {
    ...method,
    ...(requestValidatorId !== undefined && { requestValidatorId: renamed(requestValidatorId) }),
    ...(authorizerId !== undefined && { authorizerId: renamed(authorizerId) }),
    ...(methodIntegration && {
      methodIntegration: { ...methodIntegration, cacheNamespace: renamed(methodIntegration.cacheNamespace) },
    }),
  };
}
