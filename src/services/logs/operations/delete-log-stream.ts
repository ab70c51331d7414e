import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import type { LogsOperation } from '../context.ts';
import { aborted, groupNotFound, streamNotFound } from '../errors.ts';
import { groupKey, removalKey, streamKey } from '../resources/keys.ts';
import type { LogGroup } from '../resources/log-group.ts';
import type { LogStream } from '../resources/log-stream.ts';
import { formatOwner } from '../resources/owner.ts';
import type { Removal } from '../resources/removal.ts';

/** Deletes the stream, and answers when its events are gone: readers of the whole group would still see them. */
export const deleteLogStream: LogsOperation<'DeleteLogStream'> = async (
  input,
  { store, random, removal: remover },
  { caller },
) => {
  const { logGroupName: group = '', logStreamName: name = '' } = input;
  const { documents } = store;
  const key = streamKey(caller, group, name);
  const written = removalKey(random.uuid());
  const removal = await retryConflicts(async () => {
    const storedGroup = await documents.get<LogGroup>(groupKey(caller, group));
    if (storedGroup === undefined) throw groupNotFound();
    const stored = await documents.get<LogStream>(key);
    if (stored === undefined) throw streamNotFound();
    const value: Removal = {
      owner: formatOwner(caller),
      group: storedGroup.value.storedAs,
      stream: stored.value.storedAs,
    };
    await documents.write([
      { kind: 'delete', key, ifRevision: stored.revision },
      { kind: 'put', key: written, value },
    ]);
    return value;
  }, aborted);
  await remover.remove(written, removal);
  return {};
};
