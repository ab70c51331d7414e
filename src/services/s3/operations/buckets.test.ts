import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, openS3, type S3Fixture } from '../s3.fixture.ts';

let s3: S3Fixture;
beforeEach(async () => {
  s3 = await openS3();
});
afterEach(() => s3[Symbol.asyncDispose]());

test('a bucket made in us-east-1 has an empty location and can be made again', async () => {
  expect((await s3.call('CreateBucket', { Bucket: 'alpha' })).Location).toBe('/alpha');
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  expect(await s3.call('GetBucketLocation', { Bucket: 'alpha' })).toEqual({});
  expect((await s3.call('HeadBucket', { Bucket: 'alpha' })).BucketRegion).toBe('us-east-1');
});

test('elsewhere the location constraint must name the region of the endpoint', async () => {
  const inEurope = { region: 'eu-west-1' };
  await expect(s3.call('CreateBucket', { Bucket: 'alpha' }, inEurope)).rejects.toMatchObject({
    type: 'IllegalLocationConstraintException',
    message:
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
  });
  const input = { Bucket: 'alpha', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } } as const;
  await s3.call('CreateBucket', input, inEurope);
  await expect(s3.call('CreateBucket', input, inEurope)).rejects.toMatchObject({ type: 'BucketAlreadyOwnedByYou' });
  expect(await s3.call('GetBucketLocation', { Bucket: 'alpha' })).toEqual({ LocationConstraint: 'eu-west-1' });
});

test('a name is taken for every account, and lists hold only what the caller owns', async () => {
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  const stranger = { account: '111111111111' };
  await expect(s3.call('CreateBucket', { Bucket: 'alpha' }, stranger)).rejects.toMatchObject({
    type: 'BucketAlreadyExists',
  });
  expect((await s3.call('ListBuckets', {}, stranger)).Buckets).toEqual([]);
  expect((await s3.call('ListBuckets', {})).Buckets).toMatchObject([
    { Name: 'alpha', CreationDate: new Date(s3.clock.now()) },
  ]);
});

test('buckets are listed by name, a page at a time where a page size is asked for', async () => {
  for (const name of ['gamma', 'alpha', 'beta']) await s3.call('CreateBucket', { Bucket: name });
  const first = await s3.call('ListBuckets', { MaxBuckets: 2 });
  expect(first.Buckets?.map(({ Name }) => Name)).toEqual(['alpha', 'beta']);
  const second = await s3.call('ListBuckets', { MaxBuckets: 2, ContinuationToken: first.ContinuationToken });
  expect(second.Buckets?.map(({ Name }) => Name)).toEqual(['gamma']);
  expect(second.ContinuationToken).toBeUndefined();
});

test('a bucket that holds anything is not deleted, be it only a delete marker', async () => {
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  await s3.call('PutBucketVersioning', { Bucket: 'alpha', VersioningConfiguration: { Status: 'Enabled' } });
  const marker = await s3.call('DeleteObject', { Bucket: 'alpha', Key: 'a' });
  await expect(s3.call('DeleteBucket', { Bucket: 'alpha' })).rejects.toMatchObject({ type: 'BucketNotEmpty' });
  await s3.call('DeleteObject', { Bucket: 'alpha', Key: 'a', VersionId: marker.VersionId });
  await s3.call('CreateMultipartUpload', { Bucket: 'alpha', Key: 'unfinished' });
  await s3.call('DeleteBucket', { Bucket: 'alpha' });
  await expect(s3.call('HeadBucket', { Bucket: 'alpha' })).rejects.toMatchObject({ type: 'NoSuchBucket' });
  await expect(s3.call('ListObjectsV2', { Bucket: 'alpha' })).rejects.toMatchObject({ type: 'NoSuchBucket' });
});

test('a request that expects another owner is refused', async () => {
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  await expect(
    s3.call('PutObject', { Bucket: 'alpha', Key: 'a', Body: bytes('x'), ExpectedBucketOwner: '999999999999' }),
  ).rejects.toMatchObject({ type: 'AccessDenied' });
});

test('a new bucket has the settings that S3 gives it since 2023', async () => {
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  const encryption = await s3.call('GetBucketEncryption', { Bucket: 'alpha' });
  expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
    SSEAlgorithm: 'AES256',
  });
  const access = await s3.call('GetPublicAccessBlock', { Bucket: 'alpha' });
  expect(access.PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);
  const ownership = await s3.call('GetBucketOwnershipControls', { Bucket: 'alpha' });
  expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  expect(await s3.call('GetBucketVersioning', { Bucket: 'alpha' })).toEqual({});
  expect(await s3.call('GetBucketNotificationConfiguration', { Bucket: 'alpha' })).toEqual({});
});

test('a configuration that was not put answers an error of its own', async () => {
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  const absent = {
    GetBucketTagging: 'NoSuchTagSet',
    GetBucketPolicy: 'NoSuchBucketPolicy',
    GetBucketLifecycleConfiguration: 'NoSuchLifecycleConfiguration',
    GetBucketCors: 'NoSuchCORSConfiguration',
    GetBucketWebsite: 'NoSuchWebsiteConfiguration',
    GetBucketReplication: 'ReplicationConfigurationNotFoundError',
    GetObjectLockConfiguration: 'ObjectLockConfigurationNotFoundError',
  } as const;
  for (const [operation, type] of Object.entries(absent)) {
    await expect(s3.call(operation as keyof typeof absent, { Bucket: 'alpha' }), operation).rejects.toMatchObject({
      type,
    });
  }
});

test('configurations are kept, also over a restart, until they are deleted', async () => {
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  const policy = '{"Version":"2012-10-17","Statement":[]}';
  await s3.call('PutBucketPolicy', { Bucket: 'alpha', Policy: policy });
  await s3.call('PutBucketTagging', { Bucket: 'alpha', Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] } });
  await s3.call('PutBucketLifecycleConfiguration', {
    Bucket: 'alpha',
    LifecycleConfiguration: {
      Rules: [{ ID: 'one', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Date: new Date(0) } }],
    },
  });
  await s3.restart();
  expect(await s3.call('GetBucketPolicy', { Bucket: 'alpha' })).toEqual({ Policy: policy });
  expect(await s3.call('GetBucketTagging', { Bucket: 'alpha' })).toEqual({ TagSet: [{ Key: 'k', Value: 'v' }] });
  const lifecycle = await s3.call('GetBucketLifecycleConfiguration', { Bucket: 'alpha' });
  expect(lifecycle.Rules?.[0]).toEqual({
    ID: 'one',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    Expiration: { Date: new Date(0) },
  });
  await s3.call('DeleteBucketPolicy', { Bucket: 'alpha' });
  await expect(s3.call('GetBucketPolicy', { Bucket: 'alpha' })).rejects.toMatchObject({ type: 'NoSuchBucketPolicy' });
});

test('a policy that is no JSON is refused', async () => {
  await s3.call('CreateBucket', { Bucket: 'alpha' });
  await expect(s3.call('PutBucketPolicy', { Bucket: 'alpha', Policy: 'nonsense' })).rejects.toMatchObject({
    type: 'MalformedPolicy',
    message: "Policies must be valid JSON and the first byte must be '{'",
  });
});
