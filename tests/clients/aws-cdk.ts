/** AWS's CDK on a platform whose clock runs ahead: an application of its user's, from `bootstrap` to `destroy`. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { createAwsCli, type AwsCli } from './aws-cli/aws-cli-shell.ts';
import { shopApp } from './aws-cdk/shop-app.ts';
import { hookCode } from './checkout-package.ts';
import type { ClientSurroundings } from './client.ts';
import { installNodeClient } from './node-clients.ts';
import { invokeLive, sdkConfig, waitForAlarms } from './checkout-function.ts';
import { startCalling } from './start-calling.ts';
import { Skipped } from './steps.ts';
import { createWorkspace } from './workspace.ts';

const version = '2.1148.1';
const packages = { 'aws-cdk': version, 'aws-cdk-lib': '2.270.0', constructs: '10.5.0' } as const;

export async function useAwsCdk({ steps }: ClientSurroundings): Promise<void> {
  const client = `AWS CDK ${version}`;
  const installed = await installNodeClient('aws-cdk', packages);
  if (installed.kind === 'absent') {
    await steps.step(client, 'installation', 'install', () => Promise.reject(new Skipped(installed.reason)));
    return;
  }
  using workspace = createWorkspace();
  // Five minutes of a canary in a quarter of one.
  await using serin = await startSerin(['--speed', '20']);
  const shell = createAwsCli({ serin, steps, workspace, bin: installed.bin, client });
  symlinkSync(installed.modules, workspace.path('node_modules'));
  workspace.write('cdk.json', JSON.stringify({ app: 'node app.js' }));
  workspace.write('app.js', shopApp);
  workspace.write('hook/index.js', hookCode);
  writeCode(shell, `return 'one'`);
  await startOver(shell);
  await deployAgain(shell, serin);
  await useOtherMethods(shell, serin);
  await destroy(shell, serin);
}

/** Of its use it tells nobody. */
const cdk = 'CI=1 CDK_DISABLE_CLI_TELEMETRY=true CDK_DISABLE_VERSION_CHECK=1 cdk --no-notices --no-color';
const deploy = `${cdk} deploy --require-approval never`;

function writeCode({ workspace }: AwsCli, code: string): void {
  workspace.write('checkout/index.js', `exports.handler = async () => { ${code} };\n`);
}

async function startOver({ sh, shFails, step }: AwsCli): Promise<void> {
  await step('stacks', 'cdk ls, cdk synth', async () => {
    assert.equal(await sh(`${cdk} ls`), 'Shop');
    assert.match(await sh(`${cdk} synth`), /^ {4}Type: AWS::CodeDeploy::DeploymentGroup$/m);
  });
  await step('stacks', 'cdk deploy before cdk bootstrap says what is missing', async () => {
    assert.match(await shFails(deploy), /SSM parameter \/cdk-bootstrap\/hnb659fds\/version not found/);
  });
  await step('stacks', 'cdk bootstrap, and once more', async () => {
    assert.match(await sh(`${cdk} bootstrap`), /Environment aws:\/\/000000000000\/us-east-1 bootstrapped\.$/);
    assert.match(await sh(`${cdk} bootstrap`), /bootstrapped \(no changes\)\.$/);
  });
  await step('stacks', 'cdk diff of a stack that is not there yet', async () => {
    assert.match(await sh(`${cdk} diff`), /^\[\+\] AWS::Lambda::Alias Live /m);
    await sh(`${cdk} diff`);
  });
  await step('stacks', 'cdk deploy of a new stack', async () => {
    const told = await sh(deploy);
    assert.match(told, /CREATE_COMPLETE +\| AWS::CodeDeploy::DeploymentGroup/);
    assert.match(told, /^Shop\.Greeting = Created$/m);
    assert.match(told, /^Shop\.AliasArn = arn:aws:lambda:us-east-1:000000000000:function:checkout:live$/m);
  });
  await step('stacks', 'cdk diff and cdk deploy without a change', async () => {
    assert.match(await sh(`${cdk} diff --fail`), /There were no differences/);
    assert.match(await sh(deploy), /Shop \(no changes\)/);
  });
}

async function deployAgain(shell: AwsCli, serin: SerinProgram): Promise<void> {
  const { sh, shFails, step } = shell;
  await step('deployments', 'cdk deploy of changed code shifts the alias', async () => {
    writeCode(shell, `return 'two'`);
    assert.match(await sh(`${cdk} diff`), /^\[~\] AWS::Lambda::Alias Live /m);
    const told = await sh(deploy);
    assert.match(told, /UPDATE_IN_PROGRESS +\| AWS::Lambda::Alias .* CodeDeploy deployment started: d-[A-Z0-9]{9}$/m);
    assert.match(told, /DELETE_COMPLETE +\| AWS::Lambda::Version/);
    assert.match(told, /UPDATE_COMPLETE +\| AWS::CloudFormation::Stack/);
    assert.equal(await invokeLive(serin), '"two"');
  });
  await step('deployments', 'cdk deploy of broken code is taken back by its alarm', async () => {
    writeCode(shell, `throw new Error('on purpose')`);
    await using _ = startCalling(serin, { functionName: 'checkout', alias: 'live' });
    const told = await shFails(`${deploy} >&2`);
    assert.match(told, /d-[A-Z0-9]{9} failed\. One or more alarms have been activated/);
    // As wide as the column is.
    assert.match(told, /UPDATE_ROLLBACK_COMPLET +\| AWS::CloudFormation::Stack/);
    assert.equal(await invokeLive(serin), '"two"');
  });
}

async function useOtherMethods(shell: AwsCli, serin: SerinProgram): Promise<void> {
  const { sh, shFails, step } = shell;
  await step('deployments', 'cdk deploy --method=direct shifts by a configuration of the stack', async () => {
    await waitForAlarms(serin);
    writeCode(shell, `return 'three'`);
    const told = await sh(`${deploy} --method=direct -c quick=true`);
    assert.match(told, /CREATE_COMPLETE +\| AWS::CodeDeploy::DeploymentConfig/);
    assert.match(told, /CodeDeploy deployment started: d-[A-Z0-9]{9}$/m);
    assert.match(told, /UPDATE_COMPLETE +\| AWS::CloudFormation::Stack/);
    assert.equal(await invokeLive(serin), '"three"');
  });
  await step('deployments', 'cdk deploy --no-rollback leaves a failed stack as it is for cdk rollback', async () => {
    writeCode(shell, `throw new Error('on purpose')`);
    await using _ = startCalling(serin, { functionName: 'checkout', alias: 'live' });
    const failed = await shFails(`${deploy} --no-rollback -c quick=true >&2`);
    assert.match(failed, / UPDATE_FAILED +\| AWS::CloudFormation::Stack/);
    assert.match(await sh(`${cdk} rollback`), /UPDATE_ROLLBACK_COMPLET +\| AWS::CloudFormation::Stack/);
    assert.equal(await invokeLive(serin), '"three"');
  });
  await step('functions', 'cdk deploy --hotswap', async () => {
    writeCode(shell, `return 'four'`);
    const told = await sh(`${deploy} --hotswap -c quick=true`);
    assert.match(told, /AWS::Lambda::Alias 'live' for AWS::Lambda::Function 'checkout' hotswapped!/);
    assert.equal(await invokeLive(serin), '"four"');
  });
}

async function destroy({ sh, step }: AwsCli, serin: SerinProgram): Promise<void> {
  await step('stacks', 'cdk destroy --force, with a bucket that is emptied first', async () => {
    await putReceipt(serin);
    assert.match(await sh(`${cdk} destroy --force`), /Shop: destroyed$/);
    assert.match(await sh(`${cdk} destroy --force 2>&1`), /destroyed/);
  });
}

async function putReceipt({ environment }: SerinProgram): Promise<void> {
  const s3 = new S3Client(sdkConfig(environment));
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: 'shop-receipts' }));
  await s3.send(new PutObjectCommand({ Bucket: Buckets[0]?.Name, Key: 'receipt', Body: 'paid' }));
}
