import type { IamOperation } from '../context.ts';
import { pageOf, sortedBy } from '../resources/page.ts';
import { describeTags, parseTags, withoutTags, withTags } from '../resources/tags.ts';
import { requireRole, updateRole } from '../roles.ts';

export const tagRole: IamOperation<'TagRole'> = async (input, context, { caller }) => {
  const given = parseTags(input.Tags);
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => ({
    role: { ...role, tags: withTags(role.tags, given) },
  }));
  return {};
};

/** Keys that the role does not have are no error. */
export const untagRole: IamOperation<'UntagRole'> = async (input, context, { caller }) => {
  await updateRole(context, { account: caller.account, name: input.RoleName }, (role) => ({
    role: { ...role, tags: withoutTags(role.tags, input.TagKeys) },
  }));
  return {};
};

export const listRoleTags: IamOperation<'ListRoleTags'> = async (input, context, { caller }) => {
  const { value: role } = await requireRole(context, caller.account, input.RoleName);
  const page = pageOf(
    sortedBy(role.tags, ({ key }) => key),
    input,
    ({ key }) => key,
  );
  return { Tags: describeTags(page.items), ...page.rest };
};
