import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessPolicy, openIam, trustPolicy, type IamFixture } from '../iam.fixture.ts';

let iam: IamFixture;
beforeEach(async () => {
  iam = await openIam();
});
afterEach(() => iam[Symbol.asyncDispose]());

const arn = 'arn:aws:iam::000000000000:policy/reader';
const create = (more: object = {}) =>
  iam.call('CreatePolicy', { PolicyName: 'reader', PolicyDocument: accessPolicy, ...more });
const createRole = (RoleName = 'worker') => iam.call('CreateRole', { RoleName, AssumeRolePolicyDocument: trustPolicy });

test('a policy is told as AWS tells it', async () => {
  const shared = {
    Arn: arn,
    AttachmentCount: 0,
    CreateDate: new Date(iam.clock.now()),
    DefaultVersionId: 'v1',
    IsAttachable: true,
    Path: '/',
    PermissionsBoundaryUsageCount: 0,
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    PolicyName: 'reader',
    UpdateDate: new Date(iam.clock.now()),
  };
  expect((await create()).Policy).toEqual(shared);
  expect((await iam.call('GetPolicy', { PolicyArn: arn })).Policy).toEqual({ ...shared, Tags: [] });
  await expect(create()).rejects.toMatchObject({
    type: 'EntityAlreadyExistsException',
    message: 'A policy called reader already exists. Duplicate names are not allowed.',
  });
});

test('what is no ARN and what no policy has as its ARN are refused in the recorded words', async () => {
  await createRole();
  const attach = (PolicyArn: string) => iam.call('AttachRolePolicy', { RoleName: 'worker', PolicyArn });
  await expect(attach('longpolicynamebutnoarn')).rejects.toMatchObject({
    type: 'ValidationError',
    message: 'Invalid ARN:  Could not be parsed!',
  });
  await expect(attach(`${arn}123`)).rejects.toMatchObject({
    type: 'NoSuchEntityException',
    message: `Policy ${arn}123 does not exist or is not attachable.`,
  });
  await expect(iam.call('DeletePolicy', { PolicyArn: arn })).rejects.toMatchObject({
    message: `Policy ${arn} was not found.`,
  });
});

test('a policy that a role has is not deleted, and is counted', async () => {
  await create();
  await createRole();
  await createRole('bounded');
  await iam.call('AttachRolePolicy', { RoleName: 'worker', PolicyArn: arn });
  await iam.call('PutRolePermissionsBoundary', { RoleName: 'bounded', PermissionsBoundary: arn });
  expect((await iam.call('GetPolicy', { PolicyArn: arn })).Policy).toMatchObject({
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 1,
  });
  const entities = await iam.call('ListEntitiesForPolicy', { PolicyArn: arn });
  expect(entities.PolicyRoles?.map(({ RoleName }) => RoleName)).toEqual(['bounded', 'worker']);
  const remove = () => iam.call('DeletePolicy', { PolicyArn: arn });
  await expect(remove()).rejects.toMatchObject({
    type: 'DeleteConflictException',
    message: 'Cannot delete a policy attached to entities.',
  });
  await iam.call('DetachRolePolicy', { RoleName: 'worker', PolicyArn: arn });
  await iam.call('DeleteRolePermissionsBoundary', { RoleName: 'bounded' });
  await remove();
});

test('attaching and deleting at once never leave a role with a policy that is gone', async () => {
  await createRole();
  for (let round = 0; round < 5; round += 1) {
    await create();
    await Promise.allSettled([
      iam.call('AttachRolePolicy', { RoleName: 'worker', PolicyArn: arn }),
      iam.call('DeletePolicy', { PolicyArn: arn }),
    ]);
    const { AttachedPolicies: attached = [] } = await iam.call('ListAttachedRolePolicies', { RoleName: 'worker' });
    const exists = await iam.call('GetPolicy', { PolicyArn: arn }).then(
      () => true,
      () => false,
    );
    expect(attached.length === 0 || exists).toBe(true);
    if (attached.length > 0) await iam.call('DetachRolePolicy', { RoleName: 'worker', PolicyArn: arn });
    if (exists) await iam.call('DeletePolicy', { PolicyArn: arn });
  }
});

test('a policy has five versions at most, and the default one stays', async () => {
  await create();
  const add = (more: object = {}) =>
    iam.call('CreatePolicyVersion', { PolicyArn: arn, PolicyDocument: accessPolicy, ...more });
  expect((await add({ SetAsDefault: true })).PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: true });
  for (let number = 3; number <= 5; number += 1) await add();
  await expect(add()).rejects.toMatchObject({ type: 'LimitExceededException' });
  await expect(iam.call('DeletePolicyVersion', { PolicyArn: arn, VersionId: 'v2' })).rejects.toMatchObject({
    message: 'Cannot delete the default version of a policy.',
  });
  await iam.call('SetDefaultPolicyVersion', { PolicyArn: arn, VersionId: 'v4' });
  await iam.call('DeletePolicyVersion', { PolicyArn: arn, VersionId: 'v2' });
  expect((await add()).PolicyVersion?.VersionId).toBe('v6');
  const first = await iam.call('ListPolicyVersions', { PolicyArn: arn, MaxItems: 3 });
  const rest = await iam.call('ListPolicyVersions', { PolicyArn: arn, Marker: first.Marker });
  const ids = [...(first.Versions ?? []), ...(rest.Versions ?? [])].map(({ VersionId }) => VersionId);
  expect(ids).toEqual(['v6', 'v5', 'v4', 'v3', 'v1']);
  await expect(iam.call('DeletePolicy', { PolicyArn: arn })).rejects.toMatchObject({ type: 'DeleteConflictException' });
});

test('a document that IAM would not take is refused', async () => {
  const statement = (body: string) => `{"Version":"2012-10-17","Statement":{"Effect":"Allow",${body}}}`;
  const refused = {
    '{': 'Syntax errors in policy.',
    '{"Statement":[]}': 'Policy document must be version 2012-10-17 or greater.',
    [statement('"Resource":"*"')]: 'Policy statement must contain actions.',
    [statement('"Action":"s3:Get*"')]: 'Policy statement must contain resources.',
    [statement('"Action":"get","Resource":"*"')]:
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    [statement('"Action":"s3:*","Resource":"bucket"')]: 'Resource bucket must be in ARN format or "*".',
    [statement('"Action":"s3:*","Resource":"*","Principal":"*"')]: 'Policy document should not specify a principal.',
  };
  for (const [PolicyDocument, message] of Object.entries(refused)) {
    await expect(create({ PolicyDocument })).rejects.toMatchObject({
      type: 'MalformedPolicyDocumentException',
      message,
    });
  }
});

test('the policies that AWS manages are there, under their own path only', async () => {
  await createRole();
  const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  const policy = await iam.call('GetPolicy', { PolicyArn: basic });
  expect(policy.Policy).toMatchObject({ PolicyName: 'AWSLambdaBasicExecutionRole', Path: '/service-role/' });
  const version = await iam.call('GetPolicyVersion', { PolicyArn: basic, VersionId: 'v1' });
  expect(JSON.parse(decodeURIComponent(version.PolicyVersion?.Document ?? ''))).toMatchObject({
    Statement: [{ Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'] }],
  });
  const misplaced = 'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole';
  await expect(iam.call('AttachRolePolicy', { RoleName: 'worker', PolicyArn: misplaced })).rejects.toMatchObject({
    type: 'NoSuchEntityException',
  });
  await expect(iam.call('DeletePolicy', { PolicyArn: basic })).rejects.toMatchObject({ type: 'AccessDenied' });
});

test('lists of policies are by scope and by use', async () => {
  await create();
  await createRole();
  await iam.call('AttachRolePolicy', { RoleName: 'worker', PolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' });
  const names = async (input: object) =>
    (await iam.call('ListPolicies', input)).Policies?.map(({ PolicyName }) => PolicyName);
  expect(await names({ Scope: 'Local' })).toEqual(['reader']);
  expect(await names({ OnlyAttached: true })).toEqual(['PowerUserAccess']);
  expect(await names({ Scope: 'AWS', PathPrefix: '/job-function/' })).toContain('ViewOnlyAccess');
});
