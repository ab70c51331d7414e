import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessPolicy, openIam, trustPolicy, type IamFixture } from '../iam.fixture.ts';

let iam: IamFixture;
beforeEach(async () => {
  iam = await openIam();
});
afterEach(() => iam[Symbol.asyncDispose]());

const create = (RoleName: string, more: object = {}) =>
  iam.call('CreateRole', { RoleName, AssumeRolePolicyDocument: trustPolicy, ...more });
const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

test('a role is told as AWS tells it: shortly when made, wholly when got, without tags in lists', async () => {
  const made = await create('worker', { Path: '/app/', Tags: [{ Key: 'k', Value: 'v' }] });
  const shared = {
    Arn: 'arn:aws:iam::000000000000:role/app/worker',
    AssumeRolePolicyDocument: encodeURIComponent(trustPolicy),
    CreateDate: new Date(iam.clock.now()),
    Path: '/app/',
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    RoleName: 'worker',
  };
  const Tags = [{ Key: 'k', Value: 'v' }];
  expect(made.Role).toEqual({ ...shared, Tags });
  await iam.restart();
  const got = await iam.call('GetRole', { RoleName: 'worker' });
  expect(got.Role).toEqual({ ...shared, Tags, MaxSessionDuration: 3600, RoleLastUsed: {} });
  const list = await iam.call('ListRoles', { PathPrefix: '/app' });
  expect(list).toEqual({ IsTruncated: false, Roles: [{ ...shared, MaxSessionDuration: 3600 }] });
});

test('names that differ only in case are one name, in one account', async () => {
  await create('worker');
  await expect(create('Worker')).rejects.toMatchObject({
    type: 'EntityAlreadyExistsException',
    message: 'Role with name Worker already exists.',
  });
  await expect(iam.call('GetRole', { RoleName: 'worker' }, { account: '111111111111' })).rejects.toMatchObject({
    type: 'NoSuchEntityException',
    message: 'The role with name worker cannot be found.',
  });
});

test('a trust policy that IAM would not take is refused', async () => {
  const refused = {
    'not json': 'This policy contains invalid Json',
    '{"Version":"2012-10-17"}': 'Missing required field Statement',
    '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}': 'Missing required field Principal',
    '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Resource":"*"}}':
      'Has prohibited field Resource',
    '{"Statement":{"Effect":"Allow","Action":"s3:Get","Principal":"*"}}':
      'AssumeRole policy may only specify STS AssumeRole actions.',
  };
  for (const [document, message] of Object.entries(refused)) {
    await expect(create('worker', { AssumeRolePolicyDocument: document })).rejects.toMatchObject({
      type: 'MalformedPolicyDocumentException',
      message,
    });
  }
});

test('roles are listed by name, a page at a time', async () => {
  for (const name of ['c', 'a', 'b']) await create(name);
  const first = await iam.call('ListRoles', { MaxItems: 2 });
  expect(first.Roles?.map(({ RoleName }) => RoleName)).toEqual(['a', 'b']);
  const second = await iam.call('ListRoles', { Marker: first.Marker });
  expect(second).toMatchObject({ IsTruncated: false, Roles: [{ RoleName: 'c' }] });
  await expect(iam.call('ListRoles', { Marker: '!' })).rejects.toMatchObject({ type: 'ValidationError' });
});

test('a role that has policies is not deleted', async () => {
  await create('worker');
  await iam.call('AttachRolePolicy', { RoleName: 'worker', PolicyArn: basic });
  await iam.call('PutRolePolicy', { RoleName: 'worker', PolicyName: 'inline', PolicyDocument: accessPolicy });
  const remove = () => iam.call('DeleteRole', { RoleName: 'worker' });
  await expect(remove()).rejects.toMatchObject({
    type: 'DeleteConflictException',
    message: 'Cannot delete entity, must detach all policies first.',
  });
  await iam.call('DetachRolePolicy', { RoleName: 'worker', PolicyArn: basic });
  await expect(remove()).rejects.toMatchObject({ message: 'Cannot delete entity, must delete policies first.' });
  await iam.call('DeleteRolePolicy', { RoleName: 'worker', PolicyName: 'inline' });
  await remove();
  await expect(remove()).rejects.toMatchObject({ type: 'NoSuchEntityException' });
});

test('an inline policy comes back percent-encoded, as it was put', async () => {
  await create('worker');
  const odd = accessPolicy.replace('"*"', '"arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Ax*"');
  await iam.call('PutRolePolicy', { RoleName: 'worker', PolicyName: 'one', PolicyDocument: odd });
  const got = await iam.call('GetRolePolicy', { RoleName: 'worker', PolicyName: 'one' });
  expect(got.PolicyDocument).not.toContain('*');
  expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(odd);
  expect((await iam.call('ListRolePolicies', { RoleName: 'worker' })).PolicyNames).toEqual(['one']);
  await expect(iam.call('GetRolePolicy', { RoleName: 'worker', PolicyName: 'two' })).rejects.toMatchObject({
    message: 'The role policy with name two cannot be found.',
  });
});

test('inline policies of a role have a size together', async () => {
  await create('worker');
  const large = accessPolicy.replace('"*"', `"arn:${'a'.repeat(6000)}"`);
  await iam.call('PutRolePolicy', { RoleName: 'worker', PolicyName: 'one', PolicyDocument: large });
  await expect(
    iam.call('PutRolePolicy', { RoleName: 'worker', PolicyName: 'two', PolicyDocument: large }),
  ).rejects.toMatchObject({
    type: 'LimitExceededException',
    message: 'Maximum policy size of 10240 bytes exceeded for role worker',
  });
  await iam.call('PutRolePolicy', { RoleName: 'worker', PolicyName: 'one', PolicyDocument: large });
});

test('what is given changes and the rest stays', async () => {
  await create('worker', { Description: 'first' });
  await iam.call('UpdateRole', { RoleName: 'worker', MaxSessionDuration: 7200 });
  await iam.call('TagRole', {
    RoleName: 'worker',
    Tags: [
      { Key: 'A', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  await iam.call('TagRole', { RoleName: 'worker', Tags: [{ Key: 'a', Value: '3' }] });
  await iam.call('UntagRole', { RoleName: 'worker', TagKeys: ['b', 'absent'] });
  expect((await iam.call('GetRole', { RoleName: 'worker' })).Role).toMatchObject({
    Description: 'first',
    MaxSessionDuration: 7200,
    Tags: [{ Key: 'a', Value: '3' }],
  });
  await expect(
    iam.call('TagRole', {
      RoleName: 'worker',
      Tags: [
        { Key: 'x', Value: '' },
        { Key: 'X', Value: '' },
      ],
    }),
  ).rejects.toMatchObject({ type: 'InvalidInputException' });
});

test('a role has ten managed policies at most, each once', async () => {
  await create('worker');
  const attach = (name: string) =>
    iam.call('AttachRolePolicy', { RoleName: 'worker', PolicyArn: `arn:aws:iam::aws:policy/${name}` });
  for (let number = 0; number < 10; number += 1) await attach(`Made${number}`);
  await attach('Made0');
  await expect(attach('Made10')).rejects.toMatchObject({
    type: 'LimitExceededException',
    message: 'Cannot exceed quota for PoliciesPerRole: 10',
  });
});

test('twenty changes of one role at once are all kept', async () => {
  await create('worker');
  const names = Array.from({ length: 20 }, (_, index) => `policy-${index}`);
  await Promise.all(
    names.map((PolicyName) =>
      iam.call('PutRolePolicy', { RoleName: 'worker', PolicyName, PolicyDocument: accessPolicy }),
    ),
  );
  expect((await iam.call('ListRolePolicies', { RoleName: 'worker' })).PolicyNames).toHaveLength(20);
});
