import { ApiError } from '../../../aws/api-error.ts';
import type { Change } from '../../../storage/documents.ts';
import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import type { LogsOperation } from '../context.ts';
import { aborted, groupNotFound } from '../errors.ts';
import { readAll } from '../../../storage/read-all.ts';
import { filtersPrefix, groupKey, removalKey, streamsPrefix } from '../resources/keys.ts';
import type { LogGroup } from '../resources/log-group.ts';
import { formatOwner } from '../resources/owner.ts';
import type { Removal } from '../resources/removal.ts';

/** Deletes the group with its streams and filters. Nobody sees its events any more; they are removed in the background. */
export const deleteLogGroup: LogsOperation<'DeleteLogGroup'> = async (input, { store, random }, { caller }) => {
  const { logGroupName: name = '' } = input;
  const key = groupKey(caller, name);
  const { documents } = store;
  await retryConflicts(async () => {
    const stored = await documents.get<LogGroup>(key);
    if (stored === undefined) throw groupNotFound();
    if (stored.value.isProtected) {
      throw new ApiError(
        'ValidationException',
        'The log group cannot be deleted because deletion protection is enabled. Disable deletion protection and try again.',
      );
    }
    const removal: Removal = { owner: formatOwner(caller), group: stored.value.storedAs };
    const changes: Change[] = [
      { kind: 'delete', key, ifRevision: stored.revision },
      { kind: 'put', key: removalKey(random.uuid()), value: removal },
    ];
    for (const prefix of [streamsPrefix(caller, name), filtersPrefix(caller, name)]) {
      for await (const document of readAll(documents, prefix)) changes.push({ kind: 'delete', key: document.key });
    }
    await documents.write(changes);
  }, aborted);
  return {};
};
