import type { Change, Documents } from '../../../../storage/documents.ts';
import { readAll } from '../../../../storage/read-all.ts';
import { servedStageKey } from '../../served-stage.ts';
import { parseSettings, patchSettings } from '../api-settings.ts';
import type { RestOperation } from '../context.ts';
import { parsePatches } from '../patch.ts';
import { takePage } from '../pages.ts';
import { put, readStages, requireApi, retryConflicts } from '../records.ts';
import { describeApi } from '../resources/describe-api.ts';
import { apiKey, apisPrefix, deploymentsPrefix } from '../resources/keys.ts';
import { newDefinition } from '../resources/new-definition.ts';
import { newLongId, shortIds } from '../resources/new-id.ts';
import type { RestApiRecord } from '../resources/rest-api.ts';
import { serveStage } from '../serve-stage.ts';

export const createRestApi: RestOperation<'CreateRestApi'> = async (input, context, { caller, requestId }) => {
  const { store, clock } = context;
  const { region, account } = caller;
  const settings = parseSettings(input);
  const definition = input.cloneFrom
    ? (await requireApi(context, caller, input.cloneFrom)).value.definition
    : newDefinition(shortIds(requestId, 'createRestApi'));
  const api: RestApiRecord = {
    ...settings,
    id: newLongId(requestId, 'restapi'),
    region,
    account,
    createdAt: clock.now(),
    tags: input.tags ?? {},
    definition,
  };
  return describeApi(await createOnce(store.documents, api));
};

/** A request that is carried out again after a crash finds what it made. */
export async function createOnce(documents: Documents, api: RestApiRecord): Promise<RestApiRecord> {
  const key = apiKey(api, api.id);
  return retryConflicts(async () => {
    const made = await documents.get<RestApiRecord>(key);
    if (made === undefined) await documents.write([put(key, api, 0)]);
    return made?.value ?? api;
  });
}

export const getRestApi: RestOperation<'GetRestApi'> = async ({ restApiId }, context, { caller }) => {
  return describeApi((await requireApi(context, caller, restApiId)).value);
};

export const getRestApis: RestOperation<'GetRestApis'> = async (input, { store }, { caller }) => {
  const all: RestApiRecord[] = [];
  for await (const { value } of readAll<RestApiRecord>(store.documents, apisPrefix(caller))) all.push(value);
  const ordered = all.toSorted((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1));
  const { items, ...rest } = takePage(ordered, ({ id }) => id, input);
  return { items: items.map(describeApi), ...rest };
};

export const updateRestApi: RestOperation<'UpdateRestApi'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return retryConflicts(async () => {
    const { key, revision, value } = await requireApi(context, caller, input.restApiId);
    const { id, region, account, createdAt, tags, definition, ...settings } = value;
    const changed = patches.reduce(patchSettings, settings);
    const api: RestApiRecord = { ...changed, id, region, account, createdAt, tags, definition };
    const changes: Change[] = [put(key, api, revision)];
    // Its name and its endpoint are the API's own: stages see them without a deployment.
    for (const stage of await readStages(context.store.documents, caller, api.id))
      changes.push(await serveStage(context, api, stage.value));
    await context.store.documents.write(changes);
    const described = describeApi(api);
    return { ...described, tags: described.tags ?? {} };
  });
};

export const deleteRestApi: RestOperation<'DeleteRestApi'> = async ({ restApiId }, context, { caller }) => {
  const { documents } = context.store;
  await retryConflicts(async () => {
    const { key, revision, value } = await requireApi(context, caller, restApiId);
    const stages = await readStages(documents, caller, value.id);
    const deployments = await Array.fromAsync(readAll(documents, deploymentsPrefix(caller, value.id)));
    await documents.write([
      { kind: 'delete', key, ifRevision: revision },
      ...stages.flatMap((stage) => [
        { kind: 'delete', key: stage.key } as const,
        { kind: 'delete', key: servedStageKey(value.id, stage.value.stageName) } as const,
      ]),
      ...deployments.map((one) => ({ kind: 'delete', key: one.key }) as const),
    ]);
  });
  return {};
};
