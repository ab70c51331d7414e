/** Deployment configs: AWS's own and the account's. */
import type { TrafficRouting } from '../../deployment/shift-plan.ts';
import type { Change, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import type { CodedeployContext } from './context.ts';
import { configNotFound } from './errors.ts';
import type { ConfigRecord } from './resources/deployment-config.ts';
import type { GroupRecord } from './resources/deployment-group.ts';
import { allGroupsPrefix, configKey, type Owner } from './resources/keys.ts';
import { invalidConfigName, requireConfigName } from './resources/names.ts';
import { predefinedConfigs } from './resources/predefined-configs.ts';

type StoreHolder = Pick<CodedeployContext, 'store'>;

/** How a config moves traffic. Throws unless there is such a config, and it is for Lambda. */
export async function findRouting(context: StoreHolder, owner: Owner, configName: string): Promise<TrafficRouting> {
  const predefined = predefinedConfigs.get(configName);
  if (predefined === undefined) return (await requireConfig(context, owner, configName)).value.routing;
  if (predefined.platform === 'Lambda') return predefined.routing;
  throw invalidConfigName(
    `The deployment configuration ${configName} is for the compute platform ${predefined.platform}, not for Lambda`,
  );
}

/** One of the account's own configs. */
export async function requireConfig(
  { store }: StoreHolder,
  owner: Owner,
  name: string | undefined,
): Promise<Stored<ConfigRecord>> {
  const wanted = requireConfigName(name);
  const stored = await store.documents.get<ConfigRecord>(configKey(owner, wanted));
  if (stored === undefined) throw configNotFound(wanted);
  return stored;
}

/**
 * Throws unless a group can have the config. What it returns is to be written together with the
 * group: it fails where the config is deleted meanwhile.
 */
export async function holdConfig(context: StoreHolder, owner: Owner, configName: string): Promise<readonly Change[]> {
  await findRouting(context, owner, configName);
  if (predefinedConfigs.has(configName)) return [];
  const { key, value, revision } = await requireConfig(context, owner, configName);
  return [{ kind: 'put', key, value, ifRevision: revision }];
}

/** A group that has the config, if there is one. */
export async function findGroupWithConfig(
  { store }: StoreHolder,
  owner: Owner,
  configName: string,
): Promise<GroupRecord | undefined> {
  for await (const { value } of readAll<GroupRecord>(store.documents, allGroupsPrefix(owner)))
    if (value.deploymentConfigName === configName) return value;
  return undefined;
}
