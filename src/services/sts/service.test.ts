import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ApiError } from '../../aws/api-error.ts';
import type { Caller } from '../../aws/caller.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import type { StsContext } from './context.ts';
import { issueCredentials } from './issue-credentials.ts';
import { credentialsPrefix, findCredentials, isExpired } from './resources/credentials.ts';
import { createStsService } from './service.ts';

const root: Caller = {
  region: 'us-east-1',
  account: '000000000000',
  arn: 'arn:aws:iam::000000000000:root',
  userId: '000000000000',
  accessKeyId: 'AKIAROOT',
};
const roleArn = 'arn:aws:iam::000000000000:role/app/worker';

let folder: string;
let store: Store;
let nowMs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-sts-'));
  store = await openSqliteStore({ folder });
  nowMs = Date.UTC(2025, 0, 1);
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** IAM as a client sees it, with one role. */
const iam: StsContext['iam'] = {
  GetRole: async (input) => {
    if (input.RoleName !== 'worker') throw new ApiError('NoSuchEntityException', 'The role cannot be found.');
    return {
      Role: {
        Arn: roleArn,
        RoleId: 'AROAEXAMPLEEXAMPLEEX2',
        RoleName: 'worker',
        Path: '/app/',
        CreateDate: new Date(0),
        MaxSessionDuration: 7200,
      },
    };
  },
};

const context = (): StsContext => ({ store, iam, random: systemRandom, clock: { realNow: () => nowMs } });

async function assume(more: object = {}, caller: Caller = root) {
  const input = { RoleArn: roleArn, RoleSessionName: 'session', ...more };
  return createStsService(context()).AssumeRole(input, { caller, requestId: 'request', origin: '' });
}

test('the caller is told what its signature proved', async () => {
  const answer = await createStsService(context()).GetCallerIdentity({}, { caller: root, requestId: '', origin: '' });
  expect(answer).toEqual({ UserId: root.userId, Account: root.account, Arn: root.arn });
});

test('credentials of a role are found again after a restart, until they end', async () => {
  const answer = await assume({ DurationSeconds: 900 });
  expect(answer.AssumedRoleUser).toEqual({
    Arn: 'arn:aws:sts::000000000000:assumed-role/worker/session',
    AssumedRoleId: 'AROAEXAMPLEEXAMPLEEX2:session',
  });
  const accessKeyId = answer.Credentials?.AccessKeyId ?? '';
  expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  await store[Symbol.asyncDispose]();
  store = await openSqliteStore({ folder });
  const found = await findCredentials(store, accessKeyId);
  expect(found).toMatchObject({
    secretAccessKey: answer.Credentials?.SecretAccessKey,
    sessionToken: answer.Credentials?.SessionToken,
    arn: 'arn:aws:sts::000000000000:assumed-role/worker/session',
    account: '000000000000',
    expiresAtMs: nowMs + 900_000,
  });
  expect(found && isExpired(found, nowMs + 899_999)).toBe(false);
  expect(found && isExpired(found, nowMs + 900_000)).toBe(true);
});

test('what ended is gone with the next that is given out, and what has no end stays', async () => {
  await store.documents.write([
    { kind: 'put', key: `${credentialsPrefix}AKIAROOT`, value: { accessKeyId: 'AKIAROOT' } },
  ]);
  const early = await assume({ DurationSeconds: 900 });
  const late = await assume({ DurationSeconds: 3600 });
  nowMs += 1_000_000;
  await assume();
  expect(await findCredentials(store, early.Credentials?.AccessKeyId ?? '')).toBeUndefined();
  expect(await findCredentials(store, late.Credentials?.AccessKeyId ?? '')).toBeDefined();
  expect((await store.documents.list({ prefix: credentialsPrefix })).documents).toHaveLength(3);
});

test('a role that is not there is not told from one that may not be assumed', async () => {
  const absent = 'arn:aws:iam::000000000000:role/absent';
  const denied = `User: ${root.arn} is not authorized to perform: sts:AssumeRole on resource: ${absent}`;
  await expect(assume({ RoleArn: absent })).rejects.toMatchObject({ type: 'AccessDenied', message: denied });
  await expect(assume({ RoleArn: 'arn:aws:iam::000000000000:role/worker' })).rejects.toMatchObject({
    type: 'AccessDenied',
  });
});

test('what is no ARN is refused in the recorded words', async () => {
  const recorded = [
    'nothing-valid-in-here',
    'arn::b:::something/test-role',
    'arn:a::::something/test-role',
    'arn:a:a::aaaaaaaaaa:',
  ];
  for (const text of recorded) {
    await expect(assume({ RoleArn: text })).rejects.toMatchObject({
      type: 'ValidationError',
      message: `${text} is invalid`,
    });
  }
});

test('a session is as long as the role allows, and an hour where a session begins it', async () => {
  await assume({ DurationSeconds: 7200 });
  await expect(assume({ DurationSeconds: 7201 })).rejects.toMatchObject({
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  });
  const first = await assume();
  const chained: Caller = {
    ...root,
    arn: first.AssumedRoleUser?.Arn ?? '',
    accessKeyId: first.Credentials?.AccessKeyId ?? '',
  };
  await assume({}, chained);
  await expect(assume({ DurationSeconds: 7200 }, chained)).rejects.toMatchObject({
    message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  });
});

test('transitive tags go on to the next session and are not set anew', async () => {
  await expect(assume({ TransitiveTagKeys: ['k'] })).rejects.toMatchObject({
    type: 'InvalidParameterValue',
    message: 'The specified transitive tag key must be included in the requested tags.',
  });
  const first = await assume({ Tags: [{ Key: 'k', Value: 'v' }], TransitiveTagKeys: ['k'] });
  const chained: Caller = {
    ...root,
    arn: first.AssumedRoleUser?.Arn ?? '',
    accessKeyId: first.Credentials?.AccessKeyId ?? '',
  };
  const second = await assume({}, chained);
  expect(await findCredentials(store, second.Credentials?.AccessKeyId ?? '')).toMatchObject({
    sessionTags: { k: 'v' },
    transitiveTagKeys: ['k'],
  });
  await expect(assume({ Tags: [{ Key: 'K', Value: 'x' }] }, chained)).rejects.toMatchObject({
    message:
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  });
});

test('an execution environment gets credentials of its role, and none of a role that is gone', async () => {
  const session = { sessionName: 'checkout', durationSeconds: 3600, nowMs };
  const issued = await issueCredentials(context(), { roleArn, ...session });
  expect(await findCredentials(store, issued.accessKeyId)).toEqual(issued);
  expect(issued.userId).toBe('AROAEXAMPLEEXAMPLEEX2:checkout');
  const gone = 'arn:aws:iam::000000000000:role/gone';
  await expect(issueCredentials(context(), { roleArn: gone, ...session })).rejects.toMatchObject({
    type: 'NoSuchEntityException',
  });
});

test('the account itself gets a session of an hour, which cannot begin another one', async () => {
  const service = createStsService(context());
  const token = await service.GetSessionToken({}, { caller: root, requestId: '', origin: '' });
  expect(token.Credentials?.Expiration).toEqual(new Date(nowMs + 3_600_000));
  const accessKeyId = token.Credentials?.AccessKeyId ?? '';
  expect(await findCredentials(store, accessKeyId)).toMatchObject({ arn: root.arn, userId: root.userId });
  await expect(
    service.GetSessionToken({}, { caller: { ...root, accessKeyId }, requestId: '', origin: '' }),
  ).rejects.toMatchObject({ type: 'AccessDenied', message: 'Cannot call GetSessionToken with session credentials' });
  const info = await service.GetAccessKeyInfo(
    { AccessKeyId: accessKeyId },
    { caller: root, requestId: '', origin: '' },
  );
  expect(info).toEqual({ Account: '000000000000' });
});
