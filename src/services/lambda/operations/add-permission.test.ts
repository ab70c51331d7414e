import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  functionArnPrefix,
  openTestLambda,
  readFunction,
  refusal,
  request,
  type TestLambda,
} from '../attachments.fixture.ts';
import { addPermission } from './add-permission.ts';
import { getPolicy } from './get-policy.ts';
import { removePermission } from './remove-permission.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

const asked = { FunctionName: 'fn', StatementId: 's3', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
const add = (changes: Partial<Parameters<typeof addPermission>[0]> = {}) =>
  addPermission({ ...asked, ...changes }, request, lambda.context);
const remove = (
  changes: { FunctionName?: string; StatementId?: string; Qualifier?: string; RevisionId?: string } = {},
) => removePermission({ FunctionName: 'fn', StatementId: 's3', ...changes }, request, lambda.context);
const read = (Qualifier?: string) =>
  getPolicy({ FunctionName: 'fn', ...(Qualifier === undefined ? {} : { Qualifier }) }, request, lambda.context);

test('a statement is answered and told by the policy', async () => {
  const { Statement } = await add({ SourceArn: 'arn:aws:s3:::bucket' });
  expect(Statement).toBe(
    `{"Sid":"s3","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"${functionArnPrefix}:fn","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::bucket"}}}`,
  );
  const { Policy, RevisionId } = await read();
  expect(Policy).toBe(`{"Version":"2012-10-17","Id":"default","Statement":[${Statement}]}`);
  expect(RevisionId).not.toBe('function-revision');
});

test('function, version and alias each have a policy of their own', async () => {
  await add();
  expect(await refusal(read('1'))).toMatchObject({ message: 'The resource you requested does not exist.' });
  await add({ Qualifier: '1' });
  await add({ FunctionName: 'fn:live' });
  const resources = [await read(), await read('1'), await read('live')].map(
    ({ Policy }) => JSON.parse(Policy ?? '').Statement[0].Resource,
  );
  expect(resources).toEqual([`${functionArnPrefix}:fn`, `${functionArnPrefix}:fn:1`, `${functionArnPrefix}:fn:live`]);
  expect(await refusal(read('$LATEST'))).toMatchObject({ message: 'The resource you requested does not exist.' });
});

test("each change gives the function a new revision, and a later change of the function leaves the policy's as it is", async () => {
  await add();
  const added = await readFunction(lambda.store);
  expect(added.revisionId).not.toBe('function-revision');
  await lambda.store.documents.write([
    { kind: 'put', key: 'lambda/us-east-1/123456789012/function/fn', value: { ...added, revisionId: 'published' } },
  ]);
  expect((await read()).RevisionId).toBe(added.revisionId);
  await remove();
  expect((await readFunction(lambda.store)).revisionId).not.toBe('published');
});

test('a revision that is not the latest is refused', async () => {
  const refused = {
    type: 'PreconditionFailedException',
    message:
      'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
    Type: 'User',
  };
  expect(await refusal(add({ RevisionId: 'old' }))).toEqual(refused);
  await add({ RevisionId: 'function-revision' });
  expect(await refusal(remove({ RevisionId: 'function-revision' }))).toEqual(refused);
  const { RevisionId = '' } = await read();
  expect(await remove({ RevisionId })).toEqual({});
});

test('with its last statement the policy is gone', async () => {
  await add();
  await add({ StatementId: 'sqs' });
  await remove();
  expect(JSON.parse((await read()).Policy ?? '').Statement).toHaveLength(1);
  expect(await refusal(remove())).toMatchObject({
    type: 'ResourceNotFoundException',
    message: 'Statement s3 is not found in resource policy.',
  });
  await remove({ StatementId: 'sqs' });
  expect(await refusal(read())).toEqual({
    type: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
    Type: 'User',
  });
  expect(await refusal(remove())).toMatchObject({ message: 'No policy is associated with the given resource.' });
});

test('thirty callers at once each get their statement in', async () => {
  const sids = Array.from({ length: 30 }, (_, index) => `s${index}`);
  await Promise.all(sids.map((StatementId) => add({ StatementId })));
  const { Statement } = JSON.parse((await read()).Policy ?? '');
  expect(Statement.map(({ Sid }: { Sid: string }) => Sid).toSorted()).toEqual(sids.toSorted());
});

test.each([
  [
    { Qualifier: '$LATEST' },
    'InvalidParameterValueException',
    'We currently do not support adding policies for $LATEST.',
  ],
  [
    { FunctionName: 'fn:live', Qualifier: '1' },
    'InvalidParameterValueException',
    'The derived qualifier from the function name does not match the specified qualifier.',
  ],
  [
    { Principal: 'invalid.nonaws.com' },
    'InvalidParameterValueException',
    'The provided principal was invalid. Please check the principal and try again.',
  ],
  [
    { FunctionName: 'doesnotexist' },
    'ResourceNotFoundException',
    `Function not found: ${functionArnPrefix}:doesnotexist`,
  ],
  [{ Qualifier: 'none' }, 'ResourceNotFoundException', `Cannot find alias arn: ${functionArnPrefix}:fn:none`],
  [{ Qualifier: '42' }, 'ResourceNotFoundException', `Function not found: ${functionArnPrefix}:fn:42`],
  [{ Qualifier: '01' }, 'ResourceNotFoundException', `Function not found: ${functionArnPrefix}:fn:01`],
  [
    { Qualifier: 'valid-with-$-but-doesnotexist' },
    'ResourceNotFoundException',
    `Function not found: ${functionArnPrefix}:fn:valid-with-$-but-doesnotexist`,
  ],
])('adding to %j is refused', async (changes, type, message) => {
  expect(await refusal(add(changes))).toEqual({ type, message, Type: 'User' });
});

test('a statement ID is taken once', async () => {
  await add();
  expect(await refusal(add())).toEqual({
    type: 'ResourceConflictException',
    message:
      'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
    Type: 'User',
  });
});

test.each([
  [{ FunctionName: 'doesnotexist' }, `No policy found for: ${functionArnPrefix}:doesnotexist`],
  [{ Qualifier: 'none' }, `Cannot find alias arn: ${functionArnPrefix}:fn:none`],
  [{}, 'No policy is associated with the given resource.'],
  [{ Qualifier: '$LATEST' }, 'No policy is associated with the given resource.'],
])('removing from %j is refused', async (changes, message) => {
  expect(await refusal(remove(changes))).toEqual({ type: 'ResourceNotFoundException', message, Type: 'User' });
});
