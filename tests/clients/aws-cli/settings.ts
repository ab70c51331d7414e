/** Lambda: what hangs on a function. Permissions, tags, URLs, concurrency, asynchronous events. */
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createNode } from './functions.ts';
import type { AwsCli } from './aws-cli-shell.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:fn';

export async function useSettings(aws: AwsCli): Promise<void> {
  await usePermissions(aws);
  await useUrl(aws);
  await useConcurrency(aws);
  await useEvents(aws);
}

async function usePermissions({ sh, shFails, step }: AwsCli): Promise<void> {
  const area = 'settings';
  await step(area, 'add-permission, get-policy, remove-permission', async () => {
    const add = 'aws lambda add-permission --function-name fn --statement-id s3 --action lambda:InvokeFunction';
    await sh(`${add} --principal s3.amazonaws.com --source-arn arn:aws:s3:::shop`);
    const policy = 'aws lambda get-policy --function-name fn --query Policy --output text';
    const { Statement } = JSON.parse(await sh(policy)) as { Statement: unknown };
    assert.deepEqual(Statement, [
      {
        Sid: 's3',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: functionArn,
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::shop' } },
      },
    ]);
    await sh('aws lambda remove-permission --function-name fn --statement-id s3');
    assert.match(await shFails(policy), /\(ResourceNotFoundException\)/);
  });
  await step(area, 'tag-resource, list-tags, untag-resource', async () => {
    await sh(`aws lambda tag-resource --resource ${functionArn} --tags team=checkout,stage=test`);
    await sh(`aws lambda untag-resource --resource ${functionArn} --tag-keys stage`);
    assert.equal(await sh(`aws lambda list-tags --resource ${functionArn} --query Tags --output text`), 'checkout');
  });
}

async function useUrl({ sh, step, workspace }: AwsCli): Promise<void> {
  const area = 'settings';
  await step(area, 'create-function-url-config, and a plain request', async () => {
    workspace.zip('url.zip', {
      'index.js':
        "exports.handler = async (event) => ({ statusCode: 418, headers: { 'x-path': event.rawPath }, body: event.requestContext.http.method });",
    });
    await sh(`${createNode} --function-name url --zip-file fileb://url.zip`);
    await sh('aws lambda wait function-active-v2 --function-name url');
    const url = await sh(
      'aws lambda create-function-url-config --function-name url --auth-type NONE --query FunctionUrl --output text',
    );
    assert.match(url, /^http:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.localhost:\d+\/$/);
    assert.equal((await request(`${url}a/b?c=d`)).status, 403);
    const add = 'aws lambda add-permission --function-name url --principal "*" --statement-id';
    await sh(`${add} url --action lambda:InvokeFunctionUrl --function-url-auth-type NONE`);
    await sh(`${add} invoke --action lambda:InvokeFunction --invoked-via-function-url`);
    assert.deepEqual(await request(`${url}a/b?c=d`), { status: 418, path: '/a/b', body: 'GET' });
    assert.equal(
      await sh('aws lambda get-function-url-config --function-name url --query AuthType --output text'),
      'NONE',
    );
    await sh('aws lambda delete-function-url-config --function-name url');
    assert.equal((await request(url)).status, 403);
  });
}

/** Asks this machine for the address's host, as a resolver that knows `localhost` does. */
async function request(url: string): Promise<{ status: number; path: unknown; body: string }> {
  const { host, port, pathname, search } = new URL(url);
  return await new Promise((resolve, reject) => {
    const target = { hostname: '127.0.0.1', port, path: pathname + search, headers: { host } };
    get(target, (response) => {
      const status = response.statusCode ?? 0;
      text(response).then((body) => resolve({ status, path: response.headers['x-path'], body }), reject);
    }).once('error', reject);
  });
}

async function useConcurrency({ sh, shFails, step }: AwsCli): Promise<void> {
  const area = 'settings';
  await step(area, 'put-function-concurrency', async () => {
    await sh('aws lambda put-function-concurrency --function-name fn --reserved-concurrent-executions 0');
    assert.match(
      await shFails('aws lambda invoke --function-name fn out.json'),
      /\(TooManyRequestsException\).*Rate Exceeded/,
    );
    const get = 'aws lambda get-function-concurrency --function-name fn --query ReservedConcurrentExecutions';
    assert.equal(await sh(get), '0');
    await sh(
      'aws lambda delete-function-concurrency --function-name fn && aws lambda invoke --function-name fn out.json',
    );
  });
  await step(area, 'put-provisioned-concurrency-config until it is ready', async () => {
    const names = '--function-name fn --qualifier live';
    await sh(`aws lambda put-provisioned-concurrency-config ${names} --provisioned-concurrent-executions 2`);
    const get = `aws lambda get-provisioned-concurrency-config ${names}`;
    let status = '';
    for (let look = 0; look < 60 && status !== 'READY'; look += 1) {
      if (look > 0) await sleep(500);
      status = await sh(`${get} --query Status --output text`);
      assert.notEqual(status, 'FAILED');
    }
    assert.equal(
      await sh(`${get} --query '[Status, AllocatedProvisionedConcurrentExecutions]' --output text`),
      'READY\t2',
    );
    const tail = 'aws lambda invoke --function-name fn:live --log-type Tail --query LogResult --output text out.json';
    assert.doesNotMatch(await sh(`${tail} | base64 -d`), /Init Duration/);
    await sh(`aws lambda delete-provisioned-concurrency-config ${names}`);
    assert.match(await shFails(get), /\(ProvisionedConcurrencyConfigNotFoundException\)/);
  });
}

async function useEvents({ sh, step, workspace }: AwsCli): Promise<void> {
  const area = 'settings';
  await step(area, 'put-function-event-invoke-config', async () => {
    const put = 'aws lambda put-function-event-invoke-config --function-name fn --qualifier live';
    await sh(`${put} --maximum-retry-attempts 0 --maximum-event-age-in-seconds 60`);
    const get = 'aws lambda get-function-event-invoke-config --function-name fn --qualifier live';
    assert.equal(await sh(`${get} --query '[MaximumRetryAttempts, MaximumEventAgeInSeconds]' --output text`), '0\t60');
  });
  await step(area, 'invoke --invocation-type Event runs the function', async () => {
    await sh('aws s3 mb s3://events');
    workspace.zip('event.zip', {
      'index.mjs': `import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
        const s3 = new S3Client({ forcePathStyle: true });
        export const handler = async ({ key }) =>
          void (await s3.send(new PutObjectCommand({ Bucket: 'events', Key: key, Body: 'was here' })));`,
    });
    await sh(`${createNode} --function-name event --zip-file fileb://event.zip --timeout 30`);
    await sh('aws lambda wait function-active-v2 --function-name event');
    const invoke = 'aws lambda invoke --function-name event --invocation-type Event --query StatusCode';
    assert.equal(await sh(`${invoke} --payload '{"key": "one"}' out.json`), '202');
    await sh('aws s3api wait object-exists --bucket events --key one');
    assert.equal(await sh('aws s3 cp s3://events/one -'), 'was here');
  });
}
