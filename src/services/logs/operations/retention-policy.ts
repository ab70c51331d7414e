import type { LogsOperation } from '../context.ts';
import { changeGroup } from '../group-change.ts';
import { parseRetention } from '../resources/retention.ts';

export const putRetentionPolicy: LogsOperation<'PutRetentionPolicy'> = async (input, context, { caller }) => {
  const retentionDays = parseRetention(input.retentionInDays);
  await changeGroup(context, caller, input.logGroupName ?? '', (group) => ({ ...group, retentionDays }));
  return {};
};

export const deleteRetentionPolicy: LogsOperation<'DeleteRetentionPolicy'> = async (input, context, { caller }) => {
  await changeGroup(context, caller, input.logGroupName ?? '', ({ retentionDays: _days, ...group }) => group);
  return {};
};
