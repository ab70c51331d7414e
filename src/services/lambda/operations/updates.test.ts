import { describe, expect, test } from 'vitest';
import { fnArn, openLambda, roleArn } from '../functions.fixture.ts';
import { packageOf } from '../test-zip.fixture.ts';

const other = packageOf('export const handler = () => 2;');
const stale = {
  type: 'PreconditionFailedException',
  message:
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
};
const updates = [
  ['UpdateFunctionCode', { ZipFile: other }],
  ['UpdateFunctionConfiguration', { Description: 'new' }],
] as const;

describe.each(updates)('%s', (name, change) => {
  test('is in progress, then successful, each time under another RevisionId', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const before = await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    const answered = await lambda.call(name, { FunctionName: 'fn', RevisionId: before.RevisionId, ...change });
    expect(answered).toMatchObject({
      FunctionArn: fnArn,
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    });
    expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' })).toEqual(answered);
    await lambda.settle();
    const after = await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    expect(after).toMatchObject({
      LastUpdateStatus: 'Successful',
      CodeSha256: answered.CodeSha256,
      Description: answered.Description,
    });
    expect(after).not.toHaveProperty('LastUpdateStatusReason');
    expect(new Set([before.RevisionId, answered.RevisionId, after.RevisionId]).size).toBe(3);
  });

  test('that changes nothing is an update too', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    for (let round = 0; round < 2; round += 1) {
      expect(await lambda.call(name, { FunctionName: 'fn', ...change })).toMatchObject({
        LastUpdateStatus: 'InProgress',
      });
      await lambda.settle();
    }
  });

  test('is refused while another is in progress', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 4 });
    await expect(lambda.call(name, { FunctionName: 'fn', ...change })).rejects.toMatchObject({
      type: 'ResourceConflictException',
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${fnArn}`,
    });
  });

  test('is refused at a stale RevisionId', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await expect(lambda.call(name, { FunctionName: 'fn', RevisionId: 'stale', ...change })).rejects.toMatchObject(
      stale,
    );
  });

  test('is of $LATEST alone', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    expect(await lambda.call(name, { FunctionName: 'fn:$LATEST', ...change })).toMatchObject({ FunctionArn: fnArn });
    await expect(lambda.call(name, { FunctionName: 'fn:1', ...change })).rejects.toMatchObject({
      message: 'Current operation does not support versions other than $LATEST',
    });
  });

  test('does not find a function that is missing', async () => {
    await using lambda = await openLambda();
    await expect(lambda.call(name, { FunctionName: 'fn', ...change })).rejects.toMatchObject({
      message: `Function not found: ${fnArn}`,
    });
  });

  test('lets one of two that come together through', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const results = await Promise.allSettled([1, 2, 3].map(() => lambda.call(name, { FunctionName: 'fn', ...change })));
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('UpdateFunctionCode', () => {
  test('with DryRun tells what would be and changes nothing', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const before = await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    const rehearsed = await lambda.call('UpdateFunctionCode', {
      FunctionName: 'fn',
      ZipFile: other,
      Architectures: ['arm64'],
      DryRun: true,
    });
    expect(rehearsed).toMatchObject({ Architectures: ['arm64'], CodeSize: other.byteLength });
    expect(rehearsed.CodeSha256).not.toBe(before.CodeSha256);
    expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' })).toEqual(before);
    const done = await lambda.call('UpdateFunctionCode', {
      FunctionName: 'fn',
      ZipFile: other,
      Architectures: ['arm64'],
    });
    expect(done).toMatchObject({ CodeSha256: rehearsed.CodeSha256, Architectures: ['arm64'] });
  });

  test('with Publish answers with the version, pending, while $LATEST is in progress', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const published = await lambda.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: other, Publish: true });
    expect(published).toMatchObject({
      FunctionArn: `${fnArn}:1`,
      Version: '1',
      State: 'Pending',
      StateReasonCode: 'Creating',
    });
    expect(published).not.toHaveProperty('LastUpdateStatus');
    expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn:1' })).toEqual(published);
    expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' })).toMatchObject({
      LastUpdateStatus: 'InProgress',
      CodeSha256: published.CodeSha256,
    });
    await lambda.settle();
    const version = await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn:1' });
    expect(version).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
      CodeSha256: published.CodeSha256,
    });
    // The same code and configuration again is the same version again.
    expect(await lambda.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: other, Publish: true })).toEqual(
      version,
    );
  });

  test('refuses an image for a function of type Zip', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await expect(
      lambda.call('UpdateFunctionCode', { FunctionName: 'fn', ImageUri: 'repo:latest' }),
    ).rejects.toMatchObject({
      message: "Please don't provide ImageUri when updating a function with packageType Zip.",
    });
  });
});

describe('UpdateFunctionConfiguration', () => {
  test('asks for a role that Lambda can assume', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await expect(
      lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Role: `${roleArn}2` }),
    ).rejects.toMatchObject({
      message: 'The role defined for the function cannot be assumed by Lambda.',
    });
  });

  test('takes layers of other functions’ making, in their order, one version of each', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const publish = async (LayerName: string) =>
      (await lambda.call('PublishLayerVersion', { LayerName, Content: { ZipFile: packageOf(LayerName) } }))
        .LayerVersionArn ?? '';
    const [a1, b1, a2] = [await publish('a'), await publish('b'), await publish('a')];
    const updated = await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Layers: [b1, a1] });
    expect(updated.Layers).toEqual([b1, a1].map((Arn) => ({ Arn, CodeSize: packageOf('a').byteLength })));
    await lambda.settle();
    await expect(
      lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Layers: [a1, b1, a2] }),
    ).rejects.toMatchObject({
      message: `Two different versions of the same layer are not allowed to be referenced in the same function. ${a1} and ${a2} are versions of the same layer.`,
    });
    expect(await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Layers: [] })).not.toHaveProperty(
      'Layers',
    );
  });
});
