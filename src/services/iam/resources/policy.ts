import { ApiError } from '../../../aws/api-error.ts';
import { formatArn, parseArn } from '../../../aws/arn.ts';
import type { IamOutput } from '../context.ts';
import { describeTags, type Tag } from './tags.ts';

export interface PolicyRecord {
  /** `aws` for those that AWS manages. */
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly policyId: string;
  readonly description?: string | undefined;
  readonly tags: readonly Tag[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
  /** The number that the next version gets: numbers are never used again. */
  readonly nextVersion: number;
}

export interface PolicyVersion {
  readonly versionId: string;
  /** Absent: a policy of AWS's whose text Serin does not hold. */
  readonly document?: string;
  readonly createdAt: number;
}

export const policyVersionsMax = 5;

export const policyArn = ({ account, path, name }: Pick<PolicyRecord, 'account' | 'path' | 'name'>): string =>
  formatArn({ service: 'iam', region: '', account, resource: `policy${path}${name}` });

export interface PolicyName {
  readonly account: string;
  readonly path: string;
  readonly name: string;
}

export function parsePolicyArn(text: string | undefined): PolicyName {
  const arn = parseArn(text ?? '');
  const match = /^policy(\/(?:.*\/)?)([\w+=,.@-]+)$/.exec(arn?.resource ?? '');
  const [, path, name] = match ?? [];
  if (arn === undefined || arn.service !== 'iam' || path === undefined || name === undefined) {
    throw new ApiError('ValidationError', 'Invalid ARN:  Could not be parsed!');
  }
  return { account: arn.account, path, name };
}

/** How many roles have the policy: attached, and as their boundary. */
export interface PolicyUsage {
  readonly attached: number;
  readonly boundary: number;
}

type Policy = NonNullable<IamOutput<'GetPolicy'>['Policy']>;

export function describePolicy(policy: PolicyRecord, usage: PolicyUsage): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.policyId,
    Arn: policyArn(policy),
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: usage.attached,
    PermissionsBoundaryUsageCount: usage.boundary,
    IsAttachable: true,
    CreateDate: new Date(Math.floor(policy.createdAt / 1000) * 1000),
    UpdateDate: new Date(Math.floor(policy.updatedAt / 1000) * 1000),
  };
}

export const describeWholePolicy = (policy: PolicyRecord, usage: PolicyUsage): Policy => ({
  ...describePolicy(policy, usage),
  ...(policy.description !== undefined && { Description: policy.description }),
  Tags: describeTags(policy.tags),
});
