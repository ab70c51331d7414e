/** Lambda: runtimes, layers, functions that call Serin back, and functions that fail. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Skipped } from '../steps.ts';
import { runner } from './functions.ts';
import type { AwsCli } from './aws-cli-shell.ts';

interface Creation {
  readonly runtime?: string;
  readonly handler?: string;
  readonly options?: string;
}

interface Invoked {
  /** What the CLI printed. */
  readonly head: { readonly StatusCode?: number; readonly FunctionError?: string };
  readonly body: unknown;
}

/** Creates a function of these files and invokes it with the event. */
async function run(
  { sh, workspace }: AwsCli,
  name: string,
  files: Readonly<Record<string, string>>,
  { runtime = 'nodejs22.x', handler = 'index.handler', options = '' }: Creation = {},
): Promise<Invoked> {
  workspace.zip(`${name}.zip`, files);
  const create = `aws lambda create-function --function-name ${name} --runtime ${runtime} --handler ${handler}`;
  await sh(`${create} --role ${runner} --zip-file fileb://${name}.zip --timeout 30 ${options}`);
  await sh(`aws lambda wait function-active-v2 --function-name ${name}`);
  const head = await sh(`aws lambda invoke --function-name ${name} --payload '{"n": 1}' ${name}.json`);
  const body: unknown = JSON.parse(readFileSync(workspace.path(`${name}.json`), 'utf8'));
  // The form is what the assertions of each step then look at.
  return { head: JSON.parse(head) as Invoked['head'], body };
}

export async function useRunningFunctions(aws: AwsCli): Promise<void> {
  await useRuntimes(aws);
  await useLayers(aws);
  await useCallsBack(aws);
  await useFailures(aws);
}

async function useRuntimes(aws: AwsCli): Promise<void> {
  const area = 'running';
  await aws.step(area, 'nodejs24.x, an ES module', async () => {
    const files = { 'index.mjs': 'export const handler = async (event) => process.env.AWS_EXECUTION_ENV;' };
    const { body } = await run(aws, 'node24', files, { runtime: 'nodejs24.x' });
    assert.equal(body, 'AWS_Lambda_nodejs24.x');
  });
  await aws.step(area, 'python3.12', async () => {
    const list = await aws.sh(`${process.execPath} ${aws.serin.execArguments[0]} doctor --json || true`);
    const { findings } = JSON.parse(list) as { findings: { subject: string; state: string; text: string }[] };
    const python = findings.find(({ subject }) => subject === 'python3.12');
    if (python?.state !== 'ok') throw new Skipped(python?.text ?? 'Serin does not know python3.12');
    const files = {
      'app.py': 'def handler(event, context):\n    return {"event": event, "name": context.function_name}\n',
    };
    const { body } = await run(aws, 'python', files, { runtime: 'python3.12', handler: 'app.handler' });
    assert.deepEqual(body, { event: { n: 1 }, name: 'python' });
  });
  await aws.step(area, 'provided.al2023, a bootstrap in shell', async () => {
    if ((await aws.sh('command -v curl || true')) === '') throw new Skipped('no curl');
    const bootstrap = `#!/bin/sh
set -eu
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
while true; do
  headers=$(mktemp)
  event=$(curl -sS -D "$headers" "$api/next")
  id=$(grep -i '^lambda-runtime-aws-request-id' "$headers" | tr -d '\\r' | cut -d ' ' -f 2)
  curl -sS -X POST "$api/$id/response" -d "{\\"shell\\": $event}" > /dev/null
done
`;
    const { body } = await run(aws, 'shell', { bootstrap }, { runtime: 'provided.al2023' });
    assert.deepEqual(body, { shell: { n: 1 } });
  });
}

async function useLayers(aws: AwsCli): Promise<void> {
  await aws.step('running', 'publish-layer-version, and a function that finds it', async () => {
    const { sh, workspace } = aws;
    workspace.zip('layer.zip', { 'nodejs/node_modules/shared/index.js': "module.exports = 'from the layer';" });
    const publish = 'aws lambda publish-layer-version --layer-name shared --zip-file fileb://layer.zip';
    const arn = await sh(`${publish} --compatible-runtimes nodejs22.x --query LayerVersionArn --output text`);
    assert.equal(arn, 'arn:aws:lambda:us-east-1:000000000000:layer:shared:1');
    const files = { 'index.js': "exports.handler = async () => require('shared');" };
    const { body } = await run(aws, 'layered', files, { options: `--layers ${arn}` });
    assert.equal(body, 'from the layer');
    const list = "aws lambda list-layers --query 'Layers[].LayerName' --output text";
    assert.equal(await sh(list), 'shared');
    const url = await sh(
      'aws lambda get-layer-version --layer-name shared --version-number 1 --query Content.Location --output text',
    );
    const fetched = Buffer.from(await (await fetch(url)).arrayBuffer());
    assert.ok(fetched.equals(readFileSync(workspace.path('layer.zip'))));
  });
}

async function useCallsBack(aws: AwsCli): Promise<void> {
  const area = 'running';
  await aws.step(area, "a function asks STS who it is: its own role's session", async () => {
    const source = `const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
      exports.handler = async () => (await new STSClient().send(new GetCallerIdentityCommand())).Arn;`;
    const { body } = await run(aws, 'who', { 'index.js': source });
    assert.equal(body, 'arn:aws:sts::000000000000:assumed-role/runner/who');
  });
  await aws.step(area, 'a function invokes another through its alias', async () => {
    const source = `const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
      const lambda = new LambdaClient();
      exports.handler = async (event) => {
        const answer = await lambda.send(new InvokeCommand({ FunctionName: 'fn:live', Payload: JSON.stringify(event) }));
        return { ran: answer.ExecutedVersion, said: JSON.parse(Buffer.from(answer.Payload)) };
      };`;
    const { body } = await run(aws, 'caller', { 'index.js': source });
    assert.deepEqual(body, { ran: '2', said: { code: 'two', version: '2', event: { n: 1 } } });
  });
}

async function useFailures(aws: AwsCli): Promise<void> {
  const area = 'running';
  const isUnhandled = ({ head }: Invoked): void => {
    assert.equal(head.StatusCode, 200);
    assert.equal(head.FunctionError, 'Unhandled');
  };
  await aws.step(area, 'a function that throws', async () => {
    const source = "exports.handler = async () => { throw new TypeError('no such cart'); };";
    const thrown = await run(aws, 'throws', { 'index.js': source });
    isUnhandled(thrown);
    assert.partialDeepStrictEqual(thrown.body, { errorType: 'TypeError', errorMessage: 'no such cart' });
  });
  await aws.step(area, 'a function that takes too long, then one that does not', async () => {
    const source =
      'exports.handler = ({ n }) => n === 1 ? new Promise((done) => setTimeout(done, 60_000)) : Promise.resolve(n);';
    const late = await run(aws, 'late', { 'index.js': source }, { options: '--timeout 1' });
    isUnhandled(late);
    const { errorMessage } = late.body as { errorMessage: string };
    assert.match(errorMessage, /Task timed out after 1\.00 seconds/);
    await aws.sh(`aws lambda invoke --function-name late --payload '{"n": 2}' out.json && grep 2 out.json`);
  });
  await aws.step(area, 'a function whose process ends', async () => {
    const exits = await run(aws, 'exits', { 'index.js': 'exports.handler = () => process.exit(7);' });
    isUnhandled(exits);
    const { errorType, errorMessage } = exits.body as { errorType: string; errorMessage: string };
    assert.equal(errorType, 'Runtime.ExitError');
    assert.match(errorMessage, /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 7$/);
  });
  await aws.step(area, 'a function whose handler is not there', async () => {
    const missing = await run(aws, 'missing', { 'index.js': 'exports.other = 1;' });
    isUnhandled(missing);
    assert.partialDeepStrictEqual(missing.body, {
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    });
  });
}
