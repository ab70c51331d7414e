import { ApiError } from '../../../aws/api-error.ts';
import type { LogsOperation } from '../context.ts';
import { filterKey } from '../resources/keys.ts';

export const deleteMetricFilter: LogsOperation<'DeleteMetricFilter'> = async (input, { store, groups }, { caller }) => {
  const { logGroupName = '', filterName = '' } = input;
  await groups.require(caller, logGroupName);
  const key = filterKey(caller, logGroupName, filterName);
  if ((await store.documents.get(key)) === undefined) {
    throw new ApiError('ResourceNotFoundException', 'The specified metric filter does not exist.');
  }
  await store.documents.write([{ kind: 'delete', key }]);
  return {};
};
