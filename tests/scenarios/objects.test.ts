import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startTestPlatform } from '../../src/testing/index.ts';

test('a part of an object comes from its file, with the status of a part', async () => {
  await using platform = await startTestPlatform();
  const s3 = new S3Client(platform.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: 'packages' }));
  await s3.send(new PutObjectCommand({ Bucket: 'packages', Key: 'a b+c/é.txt', Body: 'hello world' }));
  const part = await s3.send(new GetObjectCommand({ Bucket: 'packages', Key: 'a b+c/é.txt', Range: 'bytes=6-' }));
  expect(await part.Body?.transformToString()).toBe('world');
  expect(part.$metadata.httpStatusCode).toBe(206);
  expect(part.ContentRange).toBe('bytes 6-10/11');
  const whole = await s3.send(new GetObjectCommand({ Bucket: 'packages', Key: 'a b+c/é.txt' }));
  expect(await whole.Body?.transformToString()).toBe('hello world');
  expect(whole.$metadata.httpStatusCode).toBe(200);
  s3.destroy();
});
