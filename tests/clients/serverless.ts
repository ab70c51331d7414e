/**
 * The Serverless Framework 3 with the plugin for canary deployments that its users take, and the one
 * of `examples/` that shows it the way here: AWS's SDK that it brings does not read AWS_ENDPOINT_URL.
 */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { createAwsCli, type AwsCli } from './aws-cli/aws-cli-shell.ts';
import { invokeLive, waitForAlarms } from './checkout-function.ts';
import type { ClientSurroundings } from './client.ts';
import { installNodeClient } from './node-clients.ts';
import { startCalling } from './start-calling.ts';
import { Skipped } from './steps.ts';
import { createWorkspace } from './workspace.ts';

const version = '3.40.0';
const packages = { serverless: version, 'serverless-plugin-canary-deployments': '0.8.0' } as const;
const example = new URL('../../examples/serverless-framework/', import.meta.url);
const functionName = 'shop-dev-checkout';

export async function useServerless({ steps }: ClientSurroundings): Promise<void> {
  const client = `Serverless ${version}`;
  const installed = await installNodeClient('serverless', packages);
  if (installed.kind === 'absent') {
    await steps.step(client, 'installation', 'install', () => Promise.reject(new Skipped(installed.reason)));
    return;
  }
  using workspace = createWorkspace();
  // Five minutes of a canary in a quarter of one.
  await using serin = await startSerin(['--speed', '20']);
  const shell = createAwsCli({ serin, steps, workspace, bin: installed.bin, client });
  symlinkSync(installed.modules, workspace.path('node_modules'));
  for (const name of ['serverless.yml', 'aws-endpoint.js', 'before-traffic.js'])
    workspace.write(name, readFileSync(fileURLToPath(new URL(name, example))));
  writeCode(shell, `return 'one'`);
  await deployFirst(shell, serin);
  await useFunction(shell);
  await deployAgain(shell, serin);
  await lookAndRemove(shell, serin);
}

/** Of its use it tells nobody, and of a stack's events it asks every half second. */
const serverless = [
  'CI=1',
  'SLS_TELEMETRY_DISABLED=1',
  'SLS_NOTIFICATIONS_MODE=off',
  'SLS_AWS_MONITORING_FREQUENCY=500',
  'serverless',
].join(' ');

function writeCode({ workspace }: AwsCli, code: string): void {
  workspace.write('checkout.js', `exports.handler = async () => { console.log('called'); ${code}; };\n`);
}

async function deployFirst({ sh, step }: AwsCli, serin: SerinProgram): Promise<void> {
  await step('stacks', 'serverless package', async () => {
    assert.match(await sh(`${serverless} package 2>&1`), /Service packaged/);
    await sh('test -f .serverless/shop.zip');
  });
  await step('stacks', 'serverless deploy of a new service', async () => {
    assert.match(await sh(`${serverless} deploy 2>&1`), /Service deployed to stack shop-dev/);
    assert.equal(await invokeLive(serin, functionName), '"one"');
  });
  await step('stacks', 'serverless deploy without a change', async () => {
    assert.match(await sh(`${serverless} deploy 2>&1`), /No changes to deploy\. Deployment skipped\./);
  });
  await step('stacks', 'serverless info', async () => {
    assert.match(await sh(`${serverless} info`), /^stack: shop-dev\nfunctions:\n {2}checkout: shop-dev-checkout$/m);
  });
}

async function useFunction({ sh, step }: AwsCli): Promise<void> {
  await step('functions', 'serverless invoke, also of the alias', async () => {
    assert.equal(await sh(`${serverless} invoke --function checkout`), '"one"');
    const told = await sh(`${serverless} invoke --function checkout --qualifier live --log 2>&1`);
    assert.match(told, /^"one"$/m);
    assert.match(told, /INFO\tcalled/);
  });
  await step('logs', 'serverless logs', async () => {
    assert.match(await sh(`${serverless} logs --function checkout`), /INFO\tcalled/);
  });
}

async function deployAgain(shell: AwsCli, serin: SerinProgram): Promise<void> {
  const { sh, step } = shell;
  await step('deployments', 'serverless deploy of changed code shifts the alias', async () => {
    writeCode(shell, `return 'two'`);
    const told = await sh(`${serverless} deploy --verbose 2>&1`);
    assert.match(told, /UPDATE_IN_PROGRESS - AWS::Lambda::Alias - CheckoutLambdaFunctionAliaslive/);
    assert.match(told, /UPDATE_COMPLETE - AWS::CloudFormation::Stack - shop-dev/);
    assert.equal(await invokeLive(serin, functionName), '"two"');
  });
  await step('deployments', 'serverless deploy of broken code is taken back by its alarm', async () => {
    writeCode(shell, `throw new Error('on purpose')`);
    await using _ = startCalling(serin, { functionName, alias: 'live' });
    const told = await sh(`! ${serverless} deploy 2>&1`);
    assert.match(told, /UPDATE_FAILED: CheckoutLambdaFunctionAliaslive \(AWS::Lambda::Alias\)/);
    assert.match(told, /d-[A-Z0-9]{9} failed\. One or more alarms have been activated/);
    assert.equal(await invokeLive(serin, functionName), '"two"');
  });
  await step('deployments', 'serverless rollback to what was deployed first shifts the alias', async () => {
    await waitForAlarms(serin);
    const [, timestamp] = /^Timestamp: (\d+)$/m.exec(await sh(`${serverless} deploy list`)) ?? [];
    await sh(`${serverless} rollback --timestamp ${timestamp ?? 'of none'} 2>&1`);
    assert.equal(await invokeLive(serin, functionName), '"one"');
  });
}

async function lookAndRemove(shell: AwsCli, serin: SerinProgram): Promise<void> {
  const { sh, step } = shell;
  await step('functions', 'serverless deploy function', async () => {
    writeCode(shell, `return 'three'`);
    assert.match(await sh(`${serverless} deploy function --function checkout 2>&1`), /Function code deployed/);
    assert.equal(await sh(`${serverless} invoke --function checkout`), '"three"');
    assert.equal(await invokeLive(serin, functionName), '"one"');
  });
  await step('metrics', 'serverless metrics', async () => {
    // The clock of this platform is ahead of the one by which the framework asks.
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const told = await sh(`${serverless} metrics --function checkout --endTime ${tomorrow}`);
    assert.match(told, /^invocations: [1-9]\d*$/m);
    assert.match(told, /^errors: [1-9]\d*$/m);
  });
  await step('stacks', 'serverless remove', async () => {
    assert.match(await sh(`${serverless} remove 2>&1`), /Service shop has been successfully removed/);
    assert.match(await sh(`! ${serverless} info 2>&1`), /Stack with id shop-dev does not exist/);
  });
}
