import { formatArn } from '../../../aws/arn.ts';
import type { IamOutput } from '../context.ts';
import { encodeDocument } from './policy-document.ts';
import { describeTags, type Tag } from './tags.ts';

export interface RoleRecord {
  readonly account: string;
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
  readonly roleId: string;
  readonly trustPolicy: string;
  readonly description?: string | undefined;
  readonly maxSessionSeconds: number;
  readonly tags: readonly Tag[];
  /** The ARN of a policy. */
  readonly permissionsBoundary?: string | undefined;
  readonly createdAt: number;
  /** Documents by name. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  /** ARNs, in the order of their attachment. */
  readonly attachedPolicies: readonly string[];
}

export const attachedPoliciesMax = 10;

export const roleArn = ({ account, path, name }: Pick<RoleRecord, 'account' | 'path' | 'name'>): string =>
  formatArn({ service: 'iam', region: '', account, resource: `role${path}${name}` });

type Role = NonNullable<IamOutput<'GetRole'>['Role']>;

/** What every answer says of a role. */
export function describeRole(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.roleId,
    Arn: roleArn(role),
    CreateDate: new Date(Math.floor(role.createdAt / 1000) * 1000),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    ...(role.description !== undefined && { Description: role.description }),
  };
}

/** Lists leave out tags and boundary; the answer to CreateRole, the session's length. So does AWS. */
export const describeListedRole = (role: RoleRecord): Role => ({
  ...describeRole(role),
  MaxSessionDuration: role.maxSessionSeconds,
});

export const describeAttachments = (role: RoleRecord): Pick<Role, 'Tags' | 'PermissionsBoundary'> => ({
  ...(role.tags.length > 0 && { Tags: describeTags(role.tags) }),
  ...(role.permissionsBoundary !== undefined && {
    PermissionsBoundary: {
      // AWS answers `Policy`, whatever the enum in its own model says.
      PermissionsBoundaryType: 'Policy' as 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: role.permissionsBoundary,
    },
  }),
});

export const describeWholeRole = (role: RoleRecord): Role => ({
  ...describeListedRole(role),
  ...describeAttachments(role),
  RoleLastUsed: {},
});
