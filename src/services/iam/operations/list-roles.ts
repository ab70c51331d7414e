import type { IamOperation } from '../context.ts';
import { pageOf, sortedBy } from '../resources/page.ts';
import { describeListedRole } from '../resources/role.ts';
import { listAllRoles } from '../roles.ts';

/** The account's roles below a path, by name. */
export const listRoles: IamOperation<'ListRoles'> = async (input, context, { caller }) => {
  const prefix = input.PathPrefix ?? '/';
  const roles = (await listAllRoles(context, caller.account)).filter(({ path }) => path.startsWith(prefix));
  const page = pageOf(
    sortedBy(roles, ({ name }) => name),
    input,
    ({ name }) => name,
  );
  return { Roles: page.items.map(describeListedRole), ...page.rest };
};
