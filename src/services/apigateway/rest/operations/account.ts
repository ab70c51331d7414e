import type { RestOperation, RestOutput } from '../context.ts';
import { badRequest } from '../errors.ts';
import { parsePatches } from '../patch.ts';
import { put, retryConflicts } from '../records.ts';
import { accountKey } from '../resources/keys.ts';

interface AccountRecord {
  readonly cloudwatchRoleArn?: string;
}

const describe = ({ cloudwatchRoleArn }: AccountRecord): RestOutput<'GetAccount'> => ({
  ...(cloudwatchRoleArn !== undefined && { cloudwatchRoleArn }),
  throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
  features: ['UsagePlans'],
  apiKeyVersion: '4',
});

export const getAccount: RestOperation<'GetAccount'> = async (_, { store }, { caller }) =>
  describe((await store.documents.get<AccountRecord>(accountKey(caller)))?.value ?? {});

/** The role by which AWS writes logs is kept; Serin needs none. */
export const updateAccount: RestOperation<'UpdateAccount'> = (input, { store }, { caller }) => {
  const patches = parsePatches(input.patchOperations);
  return retryConflicts(async () => {
    const key = accountKey(caller);
    const stored = await store.documents.get<AccountRecord>(key);
    const account = patches.reduce<AccountRecord>((_, { path, op, value }) => {
      if (path !== '/cloudwatchRoleArn') throw badRequest(`Invalid patch path ${path}`);
      if (op === 'remove' || value === undefined || value === '') return {};
      if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(value))
        throw badRequest('The role ARN does not have required permissions configured.');
      return { cloudwatchRoleArn: value };
    }, stored?.value ?? {});
    await store.documents.write([put(key, account, stored?.revision ?? 0)]);
    return describe(account);
  });
};
