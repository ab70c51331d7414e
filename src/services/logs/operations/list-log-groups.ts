import type { LogsOperation } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { pageByName } from '../page-token.ts';
import { collect } from '../records.ts';
import { groupsPrefix } from '../resources/keys.ts';
import { groupArn, type LogGroup } from '../resources/log-group.ts';

const limitDefault = 50;

/** Names, ARNs and classes of the groups that match a pattern: up to five parts, `^` for a beginning. */
export const listLogGroups: LogsOperation<'ListLogGroups'> = async (input, context, { caller }) => {
  if (input.dataSources !== undefined)
    throw invalidParameter('Serin keeps no data sources of log groups: dataSources.');
  if (input.fieldIndexNames !== undefined) throw invalidParameter('Serin keeps no field indexes: fieldIndexNames.');
  if (input.logGroupTags !== undefined)
    throw invalidParameter('Serin finds no log groups by their tags: logGroupTags.');
  await context.flushTelemetry();
  const parts = input.logGroupNamePattern?.split('|') ?? [''];
  const isOwn = input.accountIdentifiers === undefined || input.accountIdentifiers.includes(caller.account);
  const groups = isOwn ? await collect<LogGroup>(context.store.documents, groupsPrefix(caller)) : [];
  const wanted = groups.filter(
    (group) =>
      (input.logGroupClass === undefined || group.class === input.logGroupClass) &&
      parts.some((part) => (part.startsWith('^') ? group.name.startsWith(part.slice(1)) : group.name.includes(part))),
  );
  const page = pageByName(
    wanted,
    { nextToken: input.nextToken, limit: input.limit ?? limitDefault },
    ({ name }) => name,
  );
  return {
    logGroups: page.items.map((group) => ({
      logGroupName: group.name,
      logGroupArn: groupArn(caller, group.name),
      logGroupClass: group.class,
    })),
    ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
  };
};
