import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  layerArnPrefix,
  layerZip,
  openTestLambda,
  otherAccount,
  refusal,
  request,
  type TestLambda,
} from '../attachments.fixture.ts';
import { addLayerVersionPermission } from './add-layer-version-permission.ts';
import { deleteLayerVersion } from './delete-layer-version.ts';
import { getLayerVersionByArn } from './get-layer-version-by-arn.ts';
import { getLayerVersion } from './get-layer-version.ts';
import { listLayerVersions } from './list-layer-versions.ts';
import { listLayers } from './list-layers.ts';
import { publishLayerVersion } from './publish-layer-version.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

const publish = (changes: Partial<Parameters<typeof publishLayerVersion>[0]> = {}) =>
  publishLayerVersion({ LayerName: 'tools', Content: { ZipFile: layerZip }, ...changes }, request, lambda.context);
const read = (LayerName: string, VersionNumber: number, by = request) =>
  getLayerVersion({ LayerName, VersionNumber }, by, lambda.context);
const readByArn = (Arn: string, by = request) => getLayerVersionByArn({ Arn }, by, lambda.context);
const remove = (LayerName: string, VersionNumber: number) =>
  deleteLayerVersion({ LayerName, VersionNumber }, request, lambda.context);
const versions = (more: Partial<Parameters<typeof listLayerVersions>[0]> = {}) =>
  listLayerVersions({ LayerName: 'tools', ...more }, request, lambda.context);
const layers = (more: Parameters<typeof listLayers>[0] = {}) => listLayers(more, request, lambda.context);

const blob = createHash('sha256').update(layerZip).digest();
const notFound = {
  type: 'ResourceNotFoundException',
  message: 'The resource you requested does not exist.',
  Type: 'User',
};

test('a version is answered, and read by name or ARN', async () => {
  const published = await publish({
    Description: 'Tools',
    LicenseInfo: 'MIT',
    CompatibleRuntimes: ['nodejs22.x'],
    CompatibleArchitectures: ['arm64', 'x86_64'],
  });
  expect(published).toEqual({
    Content: {
      Location: `http://127.0.0.1:4566/packages/${blob.toString('hex')}`,
      CodeSha256: blob.toString('base64'),
      CodeSize: layerZip.length,
    },
    LayerArn: `${layerArnPrefix}:tools`,
    LayerVersionArn: `${layerArnPrefix}:tools:1`,
    Description: 'Tools',
    CreatedDate: '2025-03-01T12:34:56.000+0000',
    Version: 1,
    CompatibleRuntimes: ['nodejs22.x'],
    CompatibleArchitectures: ['arm64', 'x86_64'],
    LicenseInfo: 'MIT',
  });
  expect(await read('tools', 1)).toEqual(published);
  expect(await read(`${layerArnPrefix}:tools`, 1)).toEqual(published);
  expect(await readByArn(`${layerArnPrefix}:tools:1`)).toEqual(published);
});

test('what the request leaves out is left out, and what is empty is echoed', async () => {
  const published = await publish();
  expect(published).not.toHaveProperty('CompatibleRuntimes');
  expect(published).not.toHaveProperty('LicenseInfo');
  expect(published.Description).toBe('');
  expect(await publish({ CompatibleRuntimes: [], CompatibleArchitectures: [] })).toMatchObject({
    CompatibleRuntimes: [],
    CompatibleArchitectures: [],
  });
});

test('numbers count up and are not given twice', async () => {
  await publish();
  await publish();
  await remove('tools', 1);
  await remove('tools', 2);
  expect(await versions()).toEqual({ LayerVersions: [] });
  expect(await publish()).toMatchObject({ Version: 3 });
});

test('callers at the same time get a number each', async () => {
  const published = await Promise.all(Array.from({ length: 5 }, () => publish()));
  expect(new Set(published.map(({ Version }) => Version))).toEqual(new Set([1, 2, 3, 4, 5]));
});

test('deleting again, or what never was, is no error', async () => {
  expect(await remove('tools', 1)).toEqual({});
  await publish();
  expect(await remove('tools', 1)).toEqual({});
  expect(await remove('tools', 1)).toEqual({});
  expect(await refusal(read('tools', 1))).toEqual(notFound);
});

test('a version that is not there is not found, and numbers begin at 1', async () => {
  await publish();
  expect(await refusal(read('none', 1))).toEqual(notFound);
  expect(await refusal(read('tools', 2))).toEqual(notFound);
  expect(await refusal(readByArn(`${layerArnPrefix}:tools:2`))).toEqual(notFound);
  const tooSmall = {
    type: 'InvalidParameterValueException',
    message: 'Layer Version Cannot be less than 1',
    Type: 'User',
  };
  expect(await refusal(read('tools', 0))).toEqual(tooSmall);
  expect(await refusal(read('tools', -1))).toEqual(tooSmall);
  expect(await refusal(remove('tools', -1))).toEqual(tooSmall);
});

describe('the content', () => {
  test('may lie in S3', async () => {
    lambda.objects.set('bucket/layer.zip', layerZip);
    expect(await publish({ Content: { S3Bucket: 'bucket', S3Key: 'layer.zip' } })).toMatchObject({
      Version: 1,
      Content: { CodeSize: layerZip.length },
    });
    expect(await refusal(publish({ Content: { S3Bucket: 'bucket', S3Key: 'none.zip' } }))).toMatchObject({
      message:
        'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    });
  });

  test('has to be a zip, and has to fit', async () => {
    expect(await refusal(publish({ Content: { ZipFile: Buffer.from('not a zip') } }))).toMatchObject({
      message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
    });
    await using small = await openTestLambda({ codeStorageBytes: 100 });
    const call = publishLayerVersion({ LayerName: 'tools', Content: { ZipFile: layerZip } }, request, small.context);
    expect(await refusal(call)).toMatchObject({ type: 'CodeStorageExceededException' });
  });

  test('is kept by Serin, never only referred to', async () => {
    const Content = { S3Bucket: 'bucket', S3Key: 'layer.zip', S3ObjectStorageMode: 'REFERENCE' } as const;
    expect(await refusal(publish({ Content }))).toMatchObject({
      type: 'InvalidParameterValueException',
      message: expect.stringContaining('S3ObjectStorageMode'),
    });
  });
});

describe('lists', () => {
  const numbers = (page: Awaited<ReturnType<typeof versions>>) => page.LayerVersions?.map(({ Version }) => Version);
  const names = (page: Awaited<ReturnType<typeof layers>>) =>
    page.Layers?.map((layer) => [layer.LayerName, layer.LatestMatchingVersion?.Version]);

  test('of versions are newest first, filtered and in pages', async () => {
    for (let count = 1; count <= 3; count += 1)
      await publish({ CompatibleRuntimes: [count === 2 ? 'python3.12' : 'nodejs22.x'] });
    expect(numbers(await versions())).toEqual([3, 2, 1]);
    expect(numbers(await versions({ CompatibleRuntime: 'nodejs22.x' }))).toEqual([3, 1]);
    expect(numbers(await versions({ CompatibleArchitecture: 'arm64' }))).toEqual([]);
    const first = await versions({ MaxItems: 2 });
    expect(numbers(first)).toEqual([3, 2]);
    const last = await versions({ MaxItems: 2, Marker: first.NextMarker });
    expect(numbers(last)).toEqual([1]);
    expect(last.NextMarker).toBeUndefined();
    expect(await versions({ LayerName: 'none' })).toEqual({ LayerVersions: [] });
  });

  test('of layers show the newest version that matches, and no layer without one', async () => {
    await publish({ CompatibleRuntimes: ['python3.12'] });
    await publish({ CompatibleRuntimes: ['nodejs22.x'] });
    await publish({ LayerName: 'a-first', CompatibleArchitectures: ['arm64'] });
    await publish({ LayerName: 'gone' });
    await remove('gone', 1);
    expect(names(await layers())).toEqual([
      ['a-first', 1],
      ['tools', 2],
    ]);
    expect(names(await layers({ CompatibleRuntime: 'python3.12' }))).toEqual([['tools', 1]]);
    const first = await layers({ MaxItems: 1 });
    expect(names(first)).toEqual([['a-first', 1]]);
    const last = await layers({ MaxItems: 1, Marker: first.NextMarker });
    expect(names(last)).toEqual([['tools', 2]]);
    expect(last.NextMarker).toBeUndefined();
  });
});

describe('another account', () => {
  const arn = `${layerArnPrefix}:tools:1`;
  const denied = {
    type: 'AccessDeniedException',
    message: `User: arn:aws:iam::210987654321:root is not authorized to perform: lambda:GetLayerVersion on resource: ${arn} because no resource-based policy allows the lambda:GetLayerVersion action`,
    Type: undefined,
  };

  test.each(['*', '210987654321'])('reads a layer that is shared with %s, and only then', async (Principal) => {
    await publish();
    expect(await refusal(readByArn(arn, otherAccount))).toEqual(denied);
    const statement = {
      LayerName: 'tools',
      VersionNumber: 1,
      StatementId: 's',
      Action: 'lambda:GetLayerVersion',
      Principal,
    };
    await addLayerVersionPermission(statement, request, lambda.context);
    expect(await readByArn(arn, otherAccount)).toMatchObject({ LayerVersionArn: arn });
  });

  test('does not read what is shared within an organization, nor write what is shared', async () => {
    await publish();
    const statement = {
      LayerName: 'tools',
      VersionNumber: 1,
      StatementId: 's',
      Action: 'lambda:GetLayerVersion',
      Principal: '*',
      OrganizationId: 'o-1234567890',
    };
    await addLayerVersionPermission(statement, request, lambda.context);
    expect(await refusal(readByArn(arn, otherAccount))).toEqual(denied);
    const call = deleteLayerVersion(
      { LayerName: `${layerArnPrefix}:tools`, VersionNumber: 1 },
      otherAccount,
      lambda.context,
    );
    expect(await refusal(call)).toMatchObject({ type: 'AccessDeniedException' });
  });
});
