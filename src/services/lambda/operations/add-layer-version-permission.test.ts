import { afterEach, beforeEach, expect, test } from 'vitest';
import { layerArnPrefix, layerZip, openTestLambda, refusal, request, type TestLambda } from '../attachments.fixture.ts';
import { addLayerVersionPermission } from './add-layer-version-permission.ts';
import { getLayerVersionPolicy } from './get-layer-version-policy.ts';
import { publishLayerVersion } from './publish-layer-version.ts';
import { removeLayerVersionPermission } from './remove-layer-version-permission.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
  await publishLayerVersion({ LayerName: 'tools', Content: { ZipFile: layerZip } }, request, lambda.context);
});
afterEach(() => lambda[Symbol.asyncDispose]());

const named = { LayerName: 'tools', VersionNumber: 1, StatementId: 's1' };
const add = (changes: Partial<Parameters<typeof addLayerVersionPermission>[0]> = {}) =>
  addLayerVersionPermission(
    { ...named, Action: 'lambda:GetLayerVersion', Principal: '*', ...changes },
    request,
    lambda.context,
  );
const remove = (changes: Partial<Parameters<typeof removeLayerVersionPermission>[0]> = {}) =>
  removeLayerVersionPermission({ ...named, ...changes }, request, lambda.context);
const read = (LayerName = 'tools', VersionNumber = 1) =>
  getLayerVersionPolicy({ LayerName, VersionNumber }, request, lambda.context);

test('a policy grows, shrinks and is gone with its last statement', async () => {
  const first = await add();
  expect(first.Statement).toBe(
    `{"Sid":"s1","Effect":"Allow","Principal":"*","Action":"lambda:GetLayerVersion","Resource":"${layerArnPrefix}:tools:1"}`,
  );
  expect(await read()).toEqual({
    Policy: `{"Version":"2012-10-17","Id":"default","Statement":[${first.Statement}]}`,
    RevisionId: first.RevisionId,
  });
  const second = await add({ StatementId: 's2', OrganizationId: 'o-1234567890' });
  expect(second.RevisionId).not.toBe(first.RevisionId);
  expect(second.Statement).toContain('"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1234567890"}}');
  await remove({ StatementId: 's2' });
  expect((await read()).RevisionId).not.toBe(second.RevisionId);
  await remove();
  const none = {
    type: 'ResourceNotFoundException',
    message: 'No policy is associated with the given resource.',
    Type: 'User',
  };
  expect(await refusal(read())).toEqual(none);
  expect(await refusal(remove())).toEqual(none);
});

test('a revision that is not the latest is refused', async () => {
  const refused = {
    type: 'PreconditionFailedException',
    message:
      'The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id',
    Type: 'User',
  };
  const { RevisionId } = await add();
  expect(await refusal(add({ StatementId: 's2', RevisionId: 'wrong' }))).toEqual(refused);
  expect(await refusal(remove({ RevisionId: 'wrong' }))).toEqual(refused);
  expect(await remove({ RevisionId })).toEqual({});
});

test('a statement ID is taken once, and an unknown one is not found', async () => {
  await add();
  expect(await refusal(add())).toEqual({
    type: 'ResourceConflictException',
    message:
      'The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.',
    Type: 'User',
  });
  expect(await refusal(remove({ StatementId: 'none' }))).toMatchObject({
    message: 'Statement none is not found in resource policy.',
  });
});

test.each([
  ['none', 1],
  ['tools', 2],
])('%s:%i is not there for any of the three', async (LayerName, VersionNumber) => {
  const message = `Layer version ${layerArnPrefix}:${LayerName}:${VersionNumber} does not exist.`;
  const refused = { type: 'ResourceNotFoundException', message, Type: 'User' };
  expect(await refusal(add({ LayerName, VersionNumber }))).toEqual(refused);
  expect(await refusal(remove({ LayerName, VersionNumber }))).toEqual(refused);
  expect(await refusal(read(LayerName, VersionNumber))).toEqual(refused);
});
