import { ApiError } from '../../../aws/api-error.ts';
import { RevisionConflict } from '../../../storage/documents.ts';
import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import type { LogsOperation } from '../context.ts';
import { aborted, groupNotFound } from '../errors.ts';
import { groupKey, streamKey } from '../resources/keys.ts';
import { createLogStream as newStream } from '../resources/log-stream.ts';

export const createLogStream: LogsOperation<'CreateLogStream'> = async (
  input,
  { store, clock, random },
  { caller },
) => {
  const { logGroupName: group = '', logStreamName: name = '' } = input;
  const { documents } = store;
  const key = streamKey(caller, group, name);
  await retryConflicts(async () => {
    const stored = await documents.get(groupKey(caller, group));
    if (stored === undefined) throw groupNotFound();
    const value = newStream(name, clock.now(), random.uuid());
    // The group is written as it is, so that its deletion meanwhile is a conflict.
    await documents
      .write([
        { kind: 'put', key: stored.key, value: stored.value, ifRevision: stored.revision },
        { kind: 'put', key, value, ifRevision: 0 },
      ])
      .catch((error: unknown) => {
        if (!(error instanceof RevisionConflict) || error.key !== key) throw error;
        throw new ApiError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      });
  }, aborted);
  return {};
};
