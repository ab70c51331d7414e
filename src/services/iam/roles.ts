/** Roles in the store. */
import { ApiError } from '../../aws/api-error.ts';
import type { Change, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import type { IamContext } from './context.ts';
import { roleKey, rolesPrefix } from './resources/keys.ts';
import type { RoleRecord } from './resources/role.ts';
import { retryConflicts } from './retry-conflicts.ts';

export async function requireRole(
  context: IamContext,
  account: string,
  name: string | undefined,
): Promise<Stored<RoleRecord>> {
  const stored = await context.store.documents.get<RoleRecord>(roleKey(account, name ?? ''));
  if (stored === undefined) {
    throw new ApiError('NoSuchEntityException', `The role with name ${name} cannot be found.`);
  }
  return stored;
}

interface RoleChange {
  readonly role: RoleRecord;
  /** Written in the same transaction. */
  readonly changes?: readonly Change[];
}

/** Changes a role as it is at that moment; the change may be decided more than once. */
export async function updateRole(
  context: IamContext,
  reference: { readonly account: string; readonly name: string | undefined },
  change: (role: RoleRecord) => RoleChange | Promise<RoleChange>,
): Promise<RoleRecord> {
  return retryConflicts(async () => {
    const stored = await requireRole(context, reference.account, reference.name);
    const { role, changes = [] } = await change(stored.value);
    await context.store.documents.write([
      { kind: 'put', key: stored.key, value: role, ifRevision: stored.revision },
      ...changes,
    ]);
    return role;
  });
}

/** All roles of the account by name; the quota of an account is a few thousand. */
export async function listAllRoles(context: IamContext, account: string): Promise<readonly RoleRecord[]> {
  const stored = await Array.fromAsync(readAll<RoleRecord>(context.store.documents, rolesPrefix(account)));
  return stored.map(({ value }) => value);
}
