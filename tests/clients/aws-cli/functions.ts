/** Lambda: functions from a file and from S3, their updates and versions, the code that comes back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { versionTeller } from '../workspace.ts';
import type { AwsCli } from './aws-cli-shell.ts';

export const runner = 'arn:aws:iam::000000000000:role/runner';
export const createNode = `aws lambda create-function --runtime nodejs22.x --handler index.handler --role ${runner}`;

interface FunctionPage {
  readonly Functions: readonly { readonly FunctionName: string }[];
  readonly NextToken?: string;
}

export async function useFunctions({ sh, step, workspace }: AwsCli): Promise<void> {
  const area = 'functions';
  workspace.write('one.zip', versionTeller('one'));
  workspace.write('two.zip', versionTeller('two'));

  await step(area, 'create-function from a file, wait function-active-v2', async () => {
    const create = `${createNode} --function-name fn --zip-file fileb://one.zip --description first`;
    assert.equal(
      await sh(`${create} --query '[State, FunctionArn]' --output text`),
      'Pending\tarn:aws:lambda:us-east-1:000000000000:function:fn',
    );
    await sh('aws lambda wait function-active-v2 --function-name fn');
    assert.equal(
      await sh("aws lambda get-function-configuration --function-name fn --query '[State, Runtime]' --output text"),
      'Active\tnodejs22.x',
    );
  });
  await step(area, 'invoke', async () => {
    const invoke = `aws lambda invoke --function-name fn --payload '{"cart": 7}' out.json`;
    assert.deepEqual(JSON.parse(await sh(invoke)), { ExecutedVersion: '$LATEST', StatusCode: 200 });
    const answer: unknown = JSON.parse(readFileSync(workspace.path('out.json'), 'utf8'));
    assert.deepEqual(answer, { code: 'one', version: '$LATEST', event: { cart: 7 } });
  });
  await step(area, 'invoke --log-type Tail', async () => {
    const invoke = 'aws lambda invoke --function-name fn --log-type Tail --query LogResult --output text out.json';
    const log = await sh(`${invoke} | base64 -d`);
    const id = '[0-9a-f-]{36}';
    assert.match(
      log,
      new RegExp(`^START RequestId: ${id} Version: \\$LATEST\nEND RequestId: ${id}\nREPORT RequestId: `),
    );
    assert.match(log, /Duration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB/);
  });
  await step(area, 'invoke --invocation-type DryRun', async () => {
    const invoke = 'aws lambda invoke --function-name fn --invocation-type DryRun --query StatusCode out.json';
    assert.equal(await sh(invoke), '204');
  });
  await step(area, 'publish-version, wait published-version-active', async () => {
    const publish = 'aws lambda publish-version --function-name fn --query Version --output text';
    assert.equal(await sh(publish), '1');
    await sh('aws lambda wait published-version-active --function-name fn --qualifier 1');
    // Nothing has changed since: AWS answers with the version there is.
    assert.equal(await sh(publish), '1');
  });
  await step(area, 'update-function-code, wait function-updated-v2', async () => {
    const update = 'aws lambda update-function-code --function-name fn --zip-file fileb://two.zip';
    assert.equal(await sh(`${update} --query LastUpdateStatus --output text`), 'InProgress');
    await sh('aws lambda wait function-updated-v2 --function-name fn');
    await sh('aws lambda invoke --function-name fn out.json && grep two out.json');
    await sh('aws lambda invoke --function-name fn --qualifier 1 out.json && grep one out.json');
  });
  await step(area, 'update-function-configuration', async () => {
    const update = 'aws lambda update-function-configuration --function-name fn --timeout 5 --memory-size 256';
    await sh(`${update} --environment 'Variables={STAGE=test}'`);
    await sh('aws lambda wait function-updated-v2 --function-name fn');
    const read = '[Timeout, MemorySize, Environment.Variables.STAGE]';
    assert.equal(
      await sh(`aws lambda get-function-configuration --function-name fn --query '${read}' --output text`),
      '5\t256\ttest',
    );
    assert.equal(await sh('aws lambda publish-version --function-name fn --query Version --output text'), '2');
  });
  await step(area, 'create-function from S3', async () => {
    await sh('aws s3 mb s3://packages && aws s3 cp one.zip s3://packages/one.zip');
    await sh(`${createNode} --function-name from-s3 --code S3Bucket=packages,S3Key=one.zip --publish`);
    await sh('aws lambda wait function-active-v2 --function-name from-s3');
    await sh('aws lambda invoke --function-name from-s3:1 out.json && grep one out.json');
  });
  await step(area, 'get-function, and its code from the link', async () => {
    const url = await sh(
      'aws lambda get-function --function-name fn --qualifier 1 --query Code.Location --output text',
    );
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(readFileSync(workspace.path('one.zip'))));
  });
  await step(area, 'list-functions and list-versions-by-function page by page', async () => {
    const names = await sh("aws lambda list-functions --page-size 1 --query 'Functions[].FunctionName'");
    assert.deepEqual(JSON.parse(names), ['fn', 'from-s3']);
    const first = JSON.parse(await sh('aws lambda list-functions --max-items 1')) as FunctionPage;
    const next = `aws lambda list-functions --max-items 1 --starting-token ${first.NextToken}`;
    const second = JSON.parse(await sh(next)) as FunctionPage;
    assert.deepEqual(
      [first, second].map(({ Functions }) => Functions.map(({ FunctionName }) => FunctionName)),
      [['fn'], ['from-s3']],
    );
    assert.equal(second.NextToken, undefined);
    const versions = 'aws lambda list-versions-by-function --function-name fn --page-size 1';
    assert.deepEqual(JSON.parse(await sh(`${versions} --query 'Versions[].Version'`)), ['$LATEST', '1', '2']);
  });
  await step(area, 'delete-function', async () => {
    await sh('aws lambda delete-function --function-name from-s3');
    assert.equal(await sh("aws lambda list-functions --query 'Functions[].FunctionName' --output text"), 'fn');
  });
}
