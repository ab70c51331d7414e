import type { Owner } from './resources/owner.ts';
import { retryConflicts } from '../../storage/retry-on-conflict.ts';
import type { LogsContext } from './context.ts';
import { aborted, groupNotFound, invalidParameter } from './errors.ts';
import { groupKey } from './resources/keys.ts';
import { parseGroupIdentifier, type LogGroup } from './resources/log-group.ts';

/** Writes the group as `change` makes it, of whatever another caller made of it meanwhile. */
export function changeGroup(
  { store }: Pick<LogsContext, 'store'>,
  owner: Owner,
  name: string,
  change: (group: LogGroup) => LogGroup,
): Promise<void> {
  const key = groupKey(owner, name);
  return retryConflicts(async () => {
    const stored = await store.documents.get<LogGroup>(key);
    if (stored === undefined) throw groupNotFound();
    await store.documents.write([{ kind: 'put', key, value: change(stored.value), ifRevision: stored.revision }]);
  }, aborted);
}

/** The name in a request that names its group in one of two ways. */
export function requireGroupName(
  { logGroupName, logGroupIdentifier }: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
  owner: Owner,
  mutuallyExclusive: () => Error = () =>
    invalidParameter('LogGroup name and LogGroup ARN are mutually exclusive parameters.'),
): string {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) throw mutuallyExclusive();
  const identifier = logGroupIdentifier ?? logGroupName;
  if (identifier === undefined) throw invalidParameter('Either logGroupName or logGroupIdentifier is required.');
  return logGroupIdentifier === undefined ? identifier : parseGroupIdentifier(identifier, owner);
}
