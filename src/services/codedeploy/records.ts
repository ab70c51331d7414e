/** Applications and groups in the store. */
import type { RequestContext } from '../../aws/caller.ts';
import type { Stored } from '../../storage/documents.ts';
import { retryConflicts as retry } from '../../storage/retry-on-conflict.ts';
import type { CodedeployContext } from './context.ts';
import { applicationNotFound, groupNotFound, throttled } from './errors.ts';
import type { ApplicationRecord } from './resources/application.ts';
import type { GroupActivity, GroupRecord } from './resources/deployment-group.ts';
import { activityKey, applicationKey, groupKey, type Owner } from './resources/keys.ts';
import { requireApplicationName, requireGroupName } from './resources/names.ts';

type StoreHolder = Pick<CodedeployContext, 'store'>;

export const ownerOf = ({ caller: { region, account } }: RequestContext): Owner => ({ region, account });

/** Repeats a read, a decision and a write until no other write came between. */
export const retryConflicts = <T>(attempt: () => Promise<T>): Promise<T> => retry(attempt, throttled);

export const findApplication = (
  { store }: StoreHolder,
  owner: Owner,
  name: string | undefined,
): Promise<Stored<ApplicationRecord> | undefined> =>
  store.documents.get<ApplicationRecord>(applicationKey(owner, requireApplicationName(name)));

export async function requireApplication(
  context: StoreHolder,
  owner: Owner,
  name: string | undefined,
): Promise<Stored<ApplicationRecord>> {
  const stored = await findApplication(context, owner, name);
  if (stored === undefined) throw applicationNotFound(name ?? '');
  return stored;
}

export const findGroup = (
  { store }: StoreHolder,
  application: ApplicationRecord,
  name: string | undefined,
): Promise<Stored<GroupRecord> | undefined> =>
  store.documents.get<GroupRecord>(groupKey(application, application.id, requireGroupName(name)));

export async function requireGroup(
  context: StoreHolder,
  application: ApplicationRecord,
  name: string | undefined,
): Promise<Stored<GroupRecord>> {
  const stored = await findGroup(context, application, name);
  if (stored === undefined) throw groupNotFound(name ?? '');
  return stored;
}

/** `undefined`: nothing was ever deployed to the group. */
export const findActivity = ({ store }: StoreHolder, group: GroupRecord): Promise<Stored<GroupActivity> | undefined> =>
  store.documents.get<GroupActivity>(activityKey(group, group.id));
