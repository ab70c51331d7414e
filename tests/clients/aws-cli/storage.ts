/** S3: buckets and objects by `aws s3`, versions and settings by `aws s3api`. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AwsCli } from './aws-cli-shell.ts';

const bigBytes = 20 * 1024 * 1024;

export async function useStorage(aws: AwsCli): Promise<void> {
  await useObjects(aws);
  await useFolders(aws);
  await useVersions(aws);
}

async function useObjects({ sh, step, workspace }: AwsCli): Promise<void> {
  const area = 'storage';
  workspace.write('small.txt', 'a small file\n');
  workspace.write('big.bin', randomBytes(bigBytes));
  await step(area, 's3 mb, s3 ls', async () => {
    assert.equal(await sh('aws s3 mb s3://shop'), 'make_bucket: shop');
    assert.match(await sh('aws s3 ls'), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d shop$/);
  });
  await step(area, 's3 cp of a small file, both ways', async () => {
    assert.match(await sh('aws s3 cp small.txt s3://shop/docs/small.txt'), /upload: .*small\.txt to s3:/);
    await sh('aws s3 cp s3://shop/docs/small.txt small.back && cmp small.txt small.back');
    assert.equal(await sh('aws s3 cp s3://shop/docs/small.txt -'), 'a small file');
  });
  await step(area, 's3 cp of 20 MB in parts, both ways', async () => {
    await sh('aws s3 cp --no-progress big.bin s3://shop/big.bin');
    await sh('aws s3 cp --no-progress s3://shop/big.bin big.back && cmp big.bin big.back');
    const head = "aws s3api head-object --bucket shop --key big.bin --query '[ContentLength, ETag]' --output text";
    assert.match(await sh(head), /^20971520\t"[0-9a-f]{32}-\d"$/);
  });
  await step(area, 's3 ls of a bucket', async () => {
    assert.match(await sh('aws s3 ls s3://shop'), /PRE docs\/\n.* 20971520 big\.bin$/);
    assert.match(await sh('aws s3 ls s3://shop --recursive --summarize'), /Total Objects: 2/);
  });
  await step(area, 's3 presign, and a fetch without a key', async () => {
    const url = await sh('aws s3 presign s3://shop/docs/small.txt');
    assert.equal(await (await fetch(url)).text(), 'a small file\n');
    const forged = await fetch(url.replace('small.txt', 'other.txt'));
    assert.equal(forged.status, 403);
    assert.match(await forged.text(), /<Code>SignatureDoesNotMatch<\/Code>/);
  });
  await step(area, 's3api get-object of a range', async () => {
    await sh('aws s3api get-object --bucket shop --key big.bin --range bytes=1000-1999 range.bin');
    const whole = readFileSync(workspace.path('big.bin'));
    assert.ok(readFileSync(workspace.path('range.bin')).equals(whole.subarray(1000, 2000)));
  });
  await step(area, 's3 mv, and a copy within S3', async () => {
    await sh('aws s3 cp s3://shop/docs/small.txt s3://shop/docs/copy.txt');
    await sh('aws s3 mv s3://shop/docs/copy.txt s3://shop/docs/moved.txt');
    const list = 'aws s3api list-objects-v2 --bucket shop --prefix docs/';
    assert.equal(
      await sh(`${list} --query 'Contents[].Key' --output text`),
      ['docs/moved.txt', 'docs/small.txt'].join('\t'),
    );
  });
}

async function useFolders({ sh, shFails, step, workspace }: AwsCli): Promise<void> {
  const area = 'storage';
  for (const name of ['a.txt', 'b/c.txt', 'b/d e+f.txt']) workspace.write(`site/${name}`, `content of ${name}`);
  await step(area, 's3 sync, both ways', async () => {
    // S3 keeps whole seconds: what is as young as its copy would count as younger.
    await sh('find site -type f -exec touch -t 202501010000 {} +');
    const lines = await sh('aws s3 sync --no-progress site s3://shop/site');
    assert.equal(lines.split('\n').length, 3);
    assert.equal(await sh('aws s3 sync site s3://shop/site'), '');
    await sh('aws s3 sync s3://shop/site site.back && diff -r site site.back');
    await sh('rm site/a.txt');
    assert.equal(await sh('aws s3 sync --delete site s3://shop/site'), 'delete: s3://shop/site/a.txt');
  });
  await step(area, 's3api list-objects-v2 page by page', async () => {
    const list = 'aws s3api list-objects-v2 --bucket shop --page-size 1';
    assert.equal(await sh(`${list} --query 'length(Contents)' --output json`), '5');
    const page = await sh(`${list} --max-items 2 --query 'Contents[].Key' --output json`);
    assert.deepEqual(JSON.parse(page), ['big.bin', 'docs/moved.txt']);
  });
  await step(area, 's3 rm', async () => {
    assert.equal(await sh('aws s3 rm s3://shop/docs/moved.txt'), 'delete: s3://shop/docs/moved.txt');
    await sh('aws s3 rm --recursive s3://shop/site');
    assert.equal(await sh("aws s3api list-objects-v2 --bucket shop --query 'length(Contents)' --output text"), '2');
  });
  await step(area, 's3 rb', async () => {
    assert.match(await shFails('aws s3 rb s3://shop'), /\(BucketNotEmpty\)/);
    assert.match(await sh('aws s3 rb --force s3://shop'), /remove_bucket: shop/);
    assert.match(
      await shFails('aws s3 ls s3://shop'),
      /\(NoSuchBucket\) when calling the ListObjectsV2 operation: The specified bucket does not exist/,
    );
  });
}

async function useVersions({ sh, step }: AwsCli): Promise<void> {
  const area = 'storage';
  await step(area, 's3api put-bucket-versioning, versions of an object', async () => {
    await sh('aws s3api create-bucket --bucket kept');
    await sh('aws s3api put-bucket-versioning --bucket kept --versioning-configuration Status=Enabled');
    assert.equal(await sh('aws s3api get-bucket-versioning --bucket kept --query Status --output text'), 'Enabled');
    const put = 'aws s3api put-object --bucket kept --key note --query VersionId --output text --body';
    const first = await sh(`${put} small.txt`);
    await sh(`echo second > second.txt && ${put} second.txt`);
    await sh(`aws s3api get-object --bucket kept --key note --version-id ${first} old.txt && cmp old.txt small.txt`);
    await sh('aws s3api delete-object --bucket kept --key note');
    const list = 'aws s3api list-object-versions --bucket kept';
    assert.equal(
      await sh(`${list} --query '[length(Versions), length(DeleteMarkers)]' --output text`),
      ['2', '1'].join('\t'),
    );
  });
  await step(area, 's3api tagging, encryption, public access block', async () => {
    await sh("aws s3api put-bucket-tagging --bucket kept --tagging 'TagSet=[{Key=team,Value=checkout}]'");
    const tags = "aws s3api get-bucket-tagging --bucket kept --query 'TagSet[0].Value' --output text";
    assert.equal(await sh(tags), 'checkout');
    const block = 'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
    await sh(`aws s3api put-public-access-block --bucket kept --public-access-block-configuration ${block}`);
    const read = 'PublicAccessBlockConfiguration.BlockPublicAcls';
    assert.equal(await sh(`aws s3api get-public-access-block --bucket kept --query ${read} --output text`), 'True');
    const rule = '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}';
    await sh(
      `aws s3api put-bucket-encryption --bucket kept --server-side-encryption-configuration '${rule}' && aws s3api get-bucket-encryption --bucket kept`,
    );
  });
}
