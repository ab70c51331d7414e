import { ApiError } from '../../../aws/api-error.ts';
import { RevisionConflict } from '../../../storage/documents.ts';
import type { IamOperation } from '../context.ts';
import { policyKey } from '../resources/keys.ts';
import { documentSize, policySizeMax, requirePolicyDocument } from '../resources/policy-document.ts';
import { describePolicy, type PolicyRecord } from '../resources/policy.ts';
import { describeTags, parseTags } from '../resources/tags.ts';
import { uniqueId } from '../resources/unique-id.ts';

/** Makes a managed policy of the account's own, with its first version. */
export const createPolicy: IamOperation<'CreatePolicy'> = async (input, context, { caller }) => {
  const name = input.PolicyName ?? '';
  const now = context.clock.now();
  const policy: PolicyRecord = {
    account: caller.account,
    name,
    path: input.Path ?? '/',
    policyId: uniqueId('ANPA', context.random),
    description: input.Description,
    tags: parseTags(input.Tags),
    createdAt: now,
    updatedAt: now,
    versions: [{ versionId: 'v1', document: requireManagedDocument(input.PolicyDocument), createdAt: now }],
    defaultVersionId: 'v1',
    nextVersion: 2,
  };
  try {
    await context.store.documents.write([
      { kind: 'put', key: policyKey(caller.account, name), value: policy, ifRevision: 0 },
    ]);
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    throw new ApiError(
      'EntityAlreadyExistsException',
      `A policy called ${name} already exists. Duplicate names are not allowed.`,
    );
  }
  return {
    Policy: {
      ...describePolicy(policy, { attached: 0, boundary: 0 }),
      ...(policy.tags.length > 0 && { Tags: describeTags(policy.tags) }),
    },
  };
};

export function requireManagedDocument(text: string | undefined): string {
  const document = requirePolicyDocument(text, 'managed');
  if (documentSize(document) > policySizeMax.managed) {
    throw new ApiError('LimitExceededException', `Cannot exceed quota for PolicySize: ${policySizeMax.managed}`);
  }
  return document;
}
