import type { LogsContext, LogsOperation } from '../context.ts';
import type { LogsInput } from '../wire.ts';
import { invalidParameter } from '../errors.ts';
import { formatToken, parseToken } from '../page-token.ts';
import { collect } from '../records.ts';
import { readAll } from '../../../storage/read-all.ts';
import { filtersPrefix, groupKey, groupsPrefix } from '../resources/keys.ts';
import { describeLogGroup, parseGroupIdentifier, type LogGroup } from '../resources/log-group.ts';
import { formatOwner, type Owner } from '../resources/owner.ts';

const limitDefault = 50;
const streamsPageSize = 1000;

export const describeLogGroups: LogsOperation<'DescribeLogGroups'> = async (input, context, { caller }) => {
  const { logGroupNamePrefix, logGroupNamePattern, limit = limitDefault } = input;
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
    throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  await context.flushTelemetry();
  const found: LogGroup[] = [];
  for await (const group of readGroups(input, context, caller)) {
    found.push(group);
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const described = await Promise.all(page.map((group) => describe(group, context, caller, input)));
  return {
    logGroups: described,
    ...(found.length > limit && last !== undefined && { nextToken: formatToken(last.name) }),
  };
};

/** Those that the request asks for, by name, from its token on. */
async function* readGroups(
  input: LogsInput<'DescribeLogGroups'>,
  { store }: LogsContext,
  owner: Owner,
): AsyncGenerator<LogGroup, void, undefined> {
  const { logGroupNamePrefix = '', logGroupNamePattern = '', logGroupClass, accountIdentifiers, nextToken } = input;
  if (accountIdentifiers !== undefined && !accountIdentifiers.includes(owner.account)) return;
  const names = input.logGroupIdentifiers?.map((identifier) => parseGroupIdentifier(identifier, owner));
  const after = nextToken === undefined ? undefined : groupKey(owner, String(parseToken(nextToken, 1)[0]));
  const prefix = `${groupsPrefix(owner)}${logGroupNamePrefix}`;
  for await (const { value } of readAll<LogGroup>(store.documents, prefix, { after })) {
    const isWanted =
      value.name.includes(logGroupNamePattern) &&
      (logGroupClass === undefined || value.class === logGroupClass) &&
      (names === undefined || names.includes(value.name));
    if (isWanted) yield value;
  }
}

async function describe(
  group: LogGroup,
  context: LogsContext,
  owner: Owner,
  { logGroupNamePattern }: LogsInput<'DescribeLogGroups'>,
) {
  const filters = await collect(context.store.documents, filtersPrefix(owner, group.name));
  const described = describeLogGroup(group, owner, filters.length);
  // AWS tells less of groups that were searched for.
  if (logGroupNamePattern !== undefined) return described;
  const storedBytes = await sumStoredBytes(context, owner, group);
  return { ...described, storedBytes, deletionProtectionEnabled: group.isProtected };
}

async function sumStoredBytes({ store }: LogsContext, owner: Owner, group: LogGroup): Promise<number> {
  let sum = 0;
  let after: string | undefined;
  do {
    const streams = await store.logs.listStreams({
      owner: formatOwner(owner),
      group: group.storedAs,
      limit: streamsPageSize,
      ...(after !== undefined && { after }),
    });
    sum += streams.reduce((bytes, stream) => bytes + stream.storedBytes, 0);
    after = streams.length === streamsPageSize ? streams.at(-1)?.stream : undefined;
  } while (after !== undefined);
  return sum;
}
