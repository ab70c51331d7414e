/** Settings that Serin keeps and tells; it encrypts nothing by them. */
import type { LogsOperation } from '../context.ts';
import { changeGroup, requireGroupName } from '../group-change.ts';

export const associateKmsKey: LogsOperation<'AssociateKmsKey'> = async (input, context, { caller }) => {
  const name = requireGroupName({ ...input, logGroupIdentifier: input.resourceIdentifier }, caller);
  const { kmsKeyId = '' } = input;
  await changeGroup(context, caller, name, (group) => ({ ...group, kmsKeyId }));
  return {};
};

export const disassociateKmsKey: LogsOperation<'DisassociateKmsKey'> = async (input, context, { caller }) => {
  const name = requireGroupName({ ...input, logGroupIdentifier: input.resourceIdentifier }, caller);
  await changeGroup(context, caller, name, ({ kmsKeyId: _key, ...group }) => group);
  return {};
};

export const putDeletionProtection: LogsOperation<'PutLogGroupDeletionProtection'> = async (
  input,
  context,
  { caller },
) => {
  const isProtected = input.deletionProtectionEnabled ?? false;
  const name = requireGroupName({ logGroupIdentifier: input.logGroupIdentifier }, caller);
  await changeGroup(context, caller, name, (group) => ({ ...group, isProtected }));
  return {};
};
