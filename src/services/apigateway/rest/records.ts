/** REST APIs, their deployments and stages in the store. */
import type { Change, Documents, Stored } from '../../../storage/documents.ts';
import { readAll } from '../../../storage/read-all.ts';
import { retryConflicts as retry } from '../../../storage/retry-on-conflict.ts';
import type { ApiGatewayDependencies } from '../context.ts';
import { apiNotFound, notFound, tooManyChanges } from './errors.ts';
import { own } from './own.ts';
import type { ApiDefinition, MethodRecord, ResourceRecord } from './resources/api-definition.ts';
import { apiKey, deploymentKey, type Owner, stageKey, stagesPrefix } from './resources/keys.ts';
import type { DeploymentRecord, RestApiRecord, StageRecord } from './resources/rest-api.ts';

type StoreHolder = Pick<ApiGatewayDependencies, 'store'>;

/** Repeats a read, a decision and a write until no other write came between. */
export const retryConflicts = <T>(attempt: () => Promise<T>): Promise<T> => retry(attempt, tooManyChanges);

export async function requireApi(
  { store }: StoreHolder,
  owner: Owner,
  apiId: string | undefined,
): Promise<Stored<RestApiRecord>> {
  const stored = await store.documents.get<RestApiRecord>(apiKey(owner, apiId ?? ''));
  if (stored === undefined) throw apiNotFound(owner.account, apiId ?? '');
  return stored;
}

/** What a change comes to: the API as it is from now on, and what the caller is told. */
export interface ApiChange<T> {
  readonly api: RestApiRecord;
  readonly answer: T;
}

/** For what lies below a resource: AWS then misses the resource and not the API. */
export async function requireMethodApi(
  context: StoreHolder,
  owner: Owner,
  apiId: string | undefined,
): Promise<RestApiRecord> {
  const stored = await context.store.documents.get<RestApiRecord>(apiKey(owner, apiId ?? ''));
  if (stored === undefined) throw notFound('Resource');
  return stored.value;
}

/** Changes an API; `decide` may be called several times, and throws where the change cannot be. */
export function changeApi<T>(
  context: StoreHolder,
  { owner, apiId }: { readonly owner: Owner; readonly apiId: string | undefined },
  decide: (api: RestApiRecord) => ApiChange<T>,
): Promise<T> {
  return retryConflicts(async () => {
    const { key, revision, value } = await requireApi(context, owner, apiId);
    const { api, answer } = decide(value);
    await context.store.documents.write([{ kind: 'put', key, value: api, ifRevision: revision }]);
    return answer;
  });
}

/** The same for what the API is made of. */
export function changeDefinition<T>(
  context: StoreHolder,
  target: { readonly owner: Owner; readonly apiId: string | undefined },
  decide: (definition: ApiDefinition, api: RestApiRecord) => { readonly definition: ApiDefinition; readonly answer: T },
): Promise<T> {
  return changeApi(context, target, (api) => {
    const { definition, answer } = decide(api.definition, api);
    return { api: { ...api, definition }, answer };
  });
}

/** The same for what lies below a resource. */
export async function changeBelow<T>(
  context: StoreHolder,
  target: { readonly owner: Owner; readonly apiId: string | undefined },
  decide: (definition: ApiDefinition) => { readonly definition: ApiDefinition; readonly answer: T },
): Promise<T> {
  await requireMethodApi(context, target.owner, target.apiId);
  return changeDefinition(context, target, decide);
}

export function requireResource(definition: ApiDefinition, id: string | undefined): ResourceRecord {
  const resource = own(definition.resources, id ?? '');
  if (resource === undefined) throw notFound('Resource');
  return resource;
}

export function requireMethod(
  definition: ApiDefinition,
  { resourceId, httpMethod }: { readonly resourceId: string | undefined; readonly httpMethod: string | undefined },
): { readonly resource: ResourceRecord; readonly method: MethodRecord } {
  const resource = requireResource(definition, resourceId);
  const method = own(resource.methods, httpMethod ?? '');
  if (method === undefined) throw notFound('Method');
  return { resource, method };
}

export const withMethod = (
  definition: ApiDefinition,
  resource: ResourceRecord,
  method: MethodRecord,
): ApiDefinition => ({
  ...definition,
  resources: {
    ...definition.resources,
    [resource.id]: { ...resource, methods: { ...resource.methods, [method.httpMethod]: method } },
  },
});

export function without<T>(table: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = table;
  return rest;
}

export async function requireDeployment(
  { store }: StoreHolder,
  owner: Owner,
  { apiId, id }: { readonly apiId: string; readonly id: string | undefined },
): Promise<Stored<DeploymentRecord>> {
  const stored = await store.documents.get<DeploymentRecord>(deploymentKey(owner, apiId, id ?? ''));
  if (stored === undefined) throw notFound('Deployment');
  return stored;
}

export async function requireStage(
  { store }: StoreHolder,
  owner: Owner,
  { apiId, stageName }: { readonly apiId: string; readonly stageName: string | undefined },
): Promise<Stored<StageRecord>> {
  const stored = await store.documents.get<StageRecord>(stageKey(owner, apiId, stageName ?? ''));
  if (stored === undefined) throw notFound('Stage');
  return stored;
}

export const readStages = (documents: Documents, owner: Owner, apiId: string): Promise<Stored<StageRecord>[]> =>
  Array.fromAsync(readAll<StageRecord>(documents, stagesPrefix(owner, apiId)));

export const put = (key: string, value: unknown, ifRevision: number): Change => ({
  kind: 'put',
  key,
  value,
  ifRevision,
});
