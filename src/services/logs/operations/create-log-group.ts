import { ApiError } from '../../../aws/api-error.ts';
import { RevisionConflict } from '../../../storage/documents.ts';
import type { LogsOperation } from '../context.ts';
import { groupKey } from '../resources/keys.ts';
import { createLogGroup as newGroup } from '../resources/log-group.ts';

export const createLogGroup: LogsOperation<'CreateLogGroup'> = async (input, { store, clock, random }, { caller }) => {
  const { logGroupName: name = '', kmsKeyId, logGroupClass, tags, deletionProtectionEnabled } = input;
  const group = newGroup(
    {
      name,
      createdAtMs: clock.now(),
      tags: { ...tags },
      isProtected: deletionProtectionEnabled ?? false,
      ...(logGroupClass !== undefined && { class: logGroupClass }),
      ...(kmsKeyId !== undefined && { kmsKeyId }),
    },
    random.uuid(),
  );
  try {
    await store.documents.write([{ kind: 'put', key: groupKey(caller, name), value: group, ifRevision: 0 }]);
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    throw new ApiError('ResourceAlreadyExistsException', 'The specified log group already exists');
  }
  return {};
};
