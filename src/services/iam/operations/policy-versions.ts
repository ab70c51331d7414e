import { ApiError } from '../../../aws/api-error.ts';
import type { IamOperation, IamOutput } from '../context.ts';
import { requirePolicy, updatePolicy } from '../policies.ts';
import { pageOf } from '../resources/page.ts';
import { encodeDocument } from '../resources/policy-document.ts';
import { policyVersionsMax, type PolicyRecord, type PolicyVersion } from '../resources/policy.ts';
import { requireManagedDocument } from './create-policy.ts';

/** Adds a version, up to five; it becomes the default one only if asked to. */
export const createPolicyVersion: IamOperation<'CreatePolicyVersion'> = async (input, context) => {
  const document = requireManagedDocument(input.PolicyDocument);
  const changed = await updatePolicy(context, input.PolicyArn, (policy) => {
    if (policy.versions.length >= policyVersionsMax) {
      throw new ApiError(
        'LimitExceededException',
        `A managed policy can have up to ${policyVersionsMax} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    const now = context.clock.now();
    const version: PolicyVersion = { versionId: `v${policy.nextVersion}`, document, createdAt: now };
    return {
      ...policy,
      versions: [version, ...policy.versions],
      defaultVersionId: input.SetAsDefault === true ? version.versionId : policy.defaultVersionId,
      nextVersion: policy.nextVersion + 1,
      updatedAt: now,
    };
  });
  const [version] = changed.versions;
  return version === undefined ? {} : { PolicyVersion: describeVersion(changed, version) };
};

export const getPolicyVersion: IamOperation<'GetPolicyVersion'> = async (input, context) => {
  const { policy } = await requirePolicy(context, input.PolicyArn);
  const version = requireVersion(policy, input);
  if (version.document === undefined) {
    throw new ApiError(
      'NoSuchEntityException',
      `Policy ${input.PolicyArn} version ${version.versionId} is managed by AWS, and Serin does not hold its document.`,
    );
  }
  return { PolicyVersion: { Document: encodeDocument(version.document), ...describeVersion(policy, version) } };
};

export const listPolicyVersions: IamOperation<'ListPolicyVersions'> = async (input, context) => {
  const { policy } = await requirePolicy(context, input.PolicyArn);
  // From new to old; a page's marker counts from the front.
  const numbered = policy.versions.map((version, index) => ({ version, name: String(index).padStart(2, '0') }));
  const page = pageOf(numbered, input, ({ name }) => name);
  return { Versions: page.items.map(({ version }) => describeVersion(policy, version)), ...page.rest };
};

export const setDefaultPolicyVersion: IamOperation<'SetDefaultPolicyVersion'> = async (input, context) => {
  await updatePolicy(context, input.PolicyArn, (policy) => ({
    ...policy,
    defaultVersionId: requireVersion(policy, input).versionId,
    updatedAt: context.clock.now(),
  }));
  return {};
};

export const deletePolicyVersion: IamOperation<'DeletePolicyVersion'> = async (input, context) => {
  await updatePolicy(context, input.PolicyArn, (policy) => {
    const { versionId } = requireVersion(policy, input);
    if (versionId === policy.defaultVersionId) {
      throw new ApiError('DeleteConflictException', 'Cannot delete the default version of a policy.');
    }
    return { ...policy, versions: policy.versions.filter((version) => version.versionId !== versionId) };
  });
  return {};
};

interface VersionReference {
  readonly PolicyArn?: string | undefined;
  readonly VersionId?: string | undefined;
}

function requireVersion(
  policy: PolicyRecord,
  { PolicyArn: arn, VersionId: versionId }: VersionReference,
): PolicyVersion {
  const version = policy.versions.find((known) => known.versionId === versionId);
  if (version === undefined) {
    throw new ApiError(
      'NoSuchEntityException',
      `Policy ${arn} version ${versionId} does not exist or is not attachable.`,
    );
  }
  return version;
}

function describeVersion(
  policy: PolicyRecord,
  version: PolicyVersion,
): NonNullable<IamOutput<'CreatePolicyVersion'>['PolicyVersion']> {
  return {
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: new Date(Math.floor(version.createdAt / 1000) * 1000),
  };
}
