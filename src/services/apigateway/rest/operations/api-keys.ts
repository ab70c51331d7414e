import type { Stored } from '../../../../storage/documents.ts';
import { readAll } from '../../../../storage/read-all.ts';
import type { ApiGatewayDependencies } from '../../context.ts';
import type { RestOperation } from '../context.ts';
import { badRequest, conflict, notFound, notServed } from '../errors.ts';
import { invalidOperation, parsePatches, type Patch, patchBoolean, requireValue } from '../patch.ts';
import { takePage } from '../pages.ts';
import { put, retryConflicts } from '../records.ts';
import { seconds } from '../resources/describe-api.ts';
import { type Owner, usageKeyKey, usageKeysPrefix } from '../resources/keys.ts';
import { newKeyValue, newLongId } from '../resources/new-id.ts';
import type { ApiKeyRecord } from '../resources/usage.ts';
import { readPlans, serveStagesOf } from '../usage-stages.ts';

export const createApiKey: RestOperation<'CreateApiKey'> = (input, context, { caller, requestId }) =>
  retryConflicts(async () => {
    const { documents } = context.store;
    const { name, description, customerId, stageKeys = [], tags = {} } = input;
    // AWS has given up keys that name stages: usage plans do that now.
    if (stageKeys.length > 0) throw notServed('StageKeys of API keys: let a usage plan name the stages');
    const id = newLongId(requestId, 'apikey');
    const key = usageKeyKey(caller, id);
    const made = await documents.get<ApiKeyRecord>(key);
    if (made !== undefined) return describe(made.value, true);
    const value = input.value ?? newKeyValue(context.random);
    if (value.length < 20) throw badRequest('API Key value should be at least 20 characters');
    if ((await findByValue(context, caller, value)) !== undefined) throw conflict('API Key already exists');
    const now = context.clock.now();
    const record: ApiKeyRecord = {
      id,
      value,
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(customerId !== undefined && { customerId }),
      enabled: input.enabled === true,
      createdAt: now,
      updatedAt: now,
      stageKeys: [],
      tags,
    };
    await documents.write([put(key, record, 0)]);
    return describe(record, true);
  });

async function findByValue(
  { store }: Pick<ApiGatewayDependencies, 'store'>,
  owner: Owner,
  value: string,
): Promise<ApiKeyRecord | undefined> {
  for await (const stored of readAll<ApiKeyRecord>(store.documents, usageKeysPrefix(owner)))
    if (stored.value.value === value) return stored.value;
  return undefined;
}

function describe({ createdAt, updatedAt, tags, value, stageKeys, ...key }: ApiKeyRecord, withValue: boolean) {
  return {
    ...key,
    ...(withValue && { value }),
    createdDate: seconds(createdAt),
    lastUpdatedDate: seconds(updatedAt),
    stageKeys: [...stageKeys],
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

export async function requireKey(
  { store }: Pick<ApiGatewayDependencies, 'store'>,
  owner: Owner,
  id: string | undefined,
): Promise<Stored<ApiKeyRecord>> {
  const stored = await store.documents.get<ApiKeyRecord>(usageKeyKey(owner, id ?? ''));
  if (stored === undefined) throw notFound('API Key');
  return stored;
}

export const getApiKey: RestOperation<'GetApiKey'> = async (input, context, { caller }) =>
  describe((await requireKey(context, caller, input.apiKey)).value, input.includeValue === true);

export const getApiKeys: RestOperation<'GetApiKeys'> = async (input, { store }, { caller }) => {
  const stored = await Array.fromAsync(readAll<ApiKeyRecord>(store.documents, usageKeysPrefix(caller)));
  const { nameQuery, customerId } = input;
  const wanted = stored
    .map(({ value }) => value)
    .filter(({ name = '' }) => nameQuery === undefined || name.startsWith(nameQuery))
    .filter((key) => customerId === undefined || key.customerId === customerId)
    .toSorted((one, other) => one.createdAt - other.createdAt);
  const { items, ...rest } = takePage(wanted, ({ id }) => id, input);
  return { items: items.map((key) => describe(key, input.includeValues === true)), ...rest };
};

export const updateApiKey: RestOperation<'UpdateApiKey'> = (input, context, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return retryConflicts(async () => {
    const { key, revision, value } = await requireKey(context, caller, input.apiKey);
    const changed = { ...patches.reduce(patchKey, value), updatedAt: context.clock.now() };
    const plans = (await readPlans(context, caller)).filter(({ keyIds }) => keyIds.includes(value.id));
    const served = await serveStagesOf(context, caller, plans, { keys: new Map([[value.id, changed]]) });
    await context.store.documents.write([put(key, changed, revision), ...served]);
    return describe(changed, false);
  });
};

function patchKey(record: ApiKeyRecord, patch: Patch): ApiKeyRecord {
  if (patch.op !== 'replace') throw invalidOperation(patch, []);
  switch (patch.path) {
    case '/name':
      return { ...record, name: requireValue(patch) };
    case '/description':
      return { ...record, description: requireValue(patch) };
    case '/customerId':
      return { ...record, customerId: requireValue(patch) };
    case '/enabled':
      return { ...record, enabled: patchBoolean(patch) };
    default:
      throw invalidOperation(patch, ['/description', '/enabled', '/name', '/customerId']);
  }
}

/** It leaves its usage plans too. */
export const deleteApiKey: RestOperation<'DeleteApiKey'> = async (input, context, { caller }) => {
  await retryConflicts(async () => {
    const { key, revision, value } = await requireKey(context, caller, input.apiKey);
    const plans = (await readPlans(context, caller)).filter(({ keyIds }) => keyIds.includes(value.id));
    const served = await serveStagesOf(context, caller, plans, { keys: new Map([[value.id, undefined]]) });
    await context.store.documents.write([{ kind: 'delete', key, ifRevision: revision }, ...served]);
  });
  return {};
};
