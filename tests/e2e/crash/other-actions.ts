/** What a client does besides functions: objects, roles and layers of its own. */
import { deepEqual, equal } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  DeleteRolePolicyCommand,
  paginateListRoles,
  type IAMClient,
} from '@aws-sdk/client-iam';
import {
  GetLayerVersionCommand,
  PublishLayerVersionCommand,
  paginateListLayerVersions,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { zipSaying } from './function-state.ts';
import type { Seeded } from './seeded.ts';
import type { Attempt } from './tracked.ts';

/** Content by key. */
export type BucketState = Readonly<Record<string, string>>;
/** By role, the names of its inline policies. */
export type RolesState = Readonly<Record<string, readonly string[]>>;
/** SHA-256 of the content, by version. */
export type LayerState = Readonly<Record<string, string>>;

export interface OtherSurroundings {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly random: Seeded;
  fresh(prefix: string): string;
}

export const trustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const inlinePolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

export function chooseObjectAction(
  Bucket: string,
  state: BucketState,
  { s3, random, fresh }: OtherSurroundings,
): Attempt<BucketState> {
  const Key = `folder/key ${random.below(8)}`;
  if (Key in state && random.chance(0.3)) {
    const { [Key]: _, ...after } = state;
    return {
      operation: 'DeleteObject',
      after,
      send: async () => void (await s3.send(new DeleteObjectCommand({ Bucket, Key }))),
    };
  }
  // Some are larger than what is written in one go.
  const Body = fresh('content').repeat(random.chance(0.2) ? 20_000 : 3);
  return {
    operation: 'PutObject',
    after: { ...state, [Key]: Body },
    async send() {
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      equal(ETag, `"${createHash('md5').update(Body).digest('hex')}"`);
    },
  };
}

export function chooseRoleAction(
  prefix: string,
  state: RolesState,
  { iam, random, fresh }: OtherSurroundings,
): Attempt<RolesState> {
  const RoleName = `${prefix}-${random.below(4)}`;
  const policies = state[RoleName];
  if (policies === undefined) {
    return {
      operation: 'CreateRole',
      after: { ...state, [RoleName]: [] },
      async send() {
        const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustPolicy }));
        equal(Role?.RoleName, RoleName);
      },
    };
  }
  const PolicyName = random.pick(policies);
  if (PolicyName === undefined && random.chance(0.4)) {
    const { [RoleName]: _, ...after } = state;
    return {
      operation: 'DeleteRole',
      after,
      send: async () => void (await iam.send(new DeleteRoleCommand({ RoleName }))),
    };
  }
  if (PolicyName !== undefined && random.chance(0.5)) {
    const after = { ...state, [RoleName]: policies.filter((policy) => policy !== PolicyName) };
    return {
      operation: 'DeleteRolePolicy',
      after,
      send: async () => void (await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))),
    };
  }
  const added = fresh('policy');
  return {
    operation: 'PutRolePolicy',
    after: { ...state, [RoleName]: [...policies, added].toSorted() },
    send: async () =>
      void (await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: added, PolicyDocument: inlinePolicy }))),
  };
}

export function publishLayer(
  LayerName: string,
  state: LayerState,
  { lambda, fresh }: OtherSurroundings,
): Attempt<LayerState> {
  const { zip, sha256 } = zipSaying(fresh('layer'));
  const version = Object.keys(state).length + 1;
  return {
    operation: 'PublishLayerVersion',
    after: { ...state, [version]: sha256 },
    async send() {
      const answer = await lambda.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: zip } }));
      deepEqual([answer.Version, answer.Content?.CodeSha256], [version, sha256]);
    },
  };
}

/** Every object, with its content read back. */
export async function seeBucket(s3: S3Client, Bucket: string): Promise<BucketState> {
  const seen: Record<string, string> = {};
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    for (const { Key = '', Size } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      seen[Key] = (await Body?.transformToString()) ?? '';
      equal(seen[Key].length, Size);
    }
  }
  return seen;
}

export async function seeRoles(iam: IAMClient, prefix: string): Promise<RolesState> {
  const seen: Record<string, readonly string[]> = {};
  for await (const { Roles = [] } of paginateListRoles({ client: iam }, {})) {
    for (const { RoleName = '' } of Roles.filter((role) => role.RoleName?.startsWith(`${prefix}-`))) {
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      seen[RoleName] = PolicyNames.toSorted();
    }
  }
  return seen;
}

export async function seeLayer(lambda: LambdaClient, LayerName: string): Promise<LayerState> {
  const seen: Record<string, string> = {};
  for await (const { LayerVersions = [] } of paginateListLayerVersions({ client: lambda }, { LayerName })) {
    for (const { Version = 0 } of LayerVersions) {
      const { Content } = await lambda.send(new GetLayerVersionCommand({ LayerName, VersionNumber: Version }));
      seen[String(Version)] = Content?.CodeSha256 ?? '';
    }
  }
  return seen;
}
