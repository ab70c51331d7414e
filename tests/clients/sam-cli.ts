/** The SAM CLI on a platform whose clock runs ahead: from a folder with a template to a canary, and back to nothing. */
import assert from 'node:assert/strict';
import { templateOf } from '../../demo/application.ts';
import { startSerin } from '../serin-program.ts';
import { createAwsCli, type AwsCli } from './aws-cli/aws-cli-shell.ts';
import type { ClientSurroundings } from './client.ts';
import { installSamCli } from './python-clients.ts';
import { Skipped } from './steps.ts';
import { createWorkspace } from './workspace.ts';

const area = 'stacks';

/** The workshop's own template has its code in a folder. */
const template = `${templateOf('').replace(/ {6}InlineCode: \|\n\s*\n/, '      CodeUri: shop\n')}\
Outputs:
  FunctionName:
    Value: !Ref Checkout
`;

const answering = (text: string): string => `exports.handler = async () => '${text}';\n`;

export async function useSamCli({ steps }: ClientSurroundings): Promise<void> {
  const installed = await installSamCli();
  if (installed.kind === 'absent') {
    await steps.step('SAM CLI', 'installation', 'install', () => Promise.reject(new Skipped(installed.reason)));
    return;
  }
  using workspace = createWorkspace();
  // Five minutes of a canary in five seconds.
  await using serin = await startSerin(['--speed', '60']);
  const shell = createAwsCli({ serin, steps, workspace, bin: installed.bin, client: `SAM CLI ${installed.version}` });
  workspace.write('template.yaml', template);
  workspace.write('shop/package.json', JSON.stringify({ name: 'shop', version: '1.0.0' }));
  await buildAndDeploy(shell);
  await deployAgain(shell);
  await lookAndDelete(shell);
}

/** Of its use it tells nobody. */
const sam = 'SAM_CLI_TELEMETRY=0 sam';
const stack = '--stack-name shop --region us-east-1';
const deploy = `${sam} deploy ${stack} --resolve-s3 --no-confirm-changeset --capabilities CAPABILITY_IAM`;

async function buildAndDeploy({ sh, step, workspace }: AwsCli): Promise<void> {
  await step(area, 'sam validate', async () => {
    assert.match(await sh(`${sam} validate --region us-east-1`), /is a valid SAM Template/);
  });
  await step(area, 'sam build, sam deploy --resolve-s3 of a new stack', async () => {
    workspace.write('shop/index.js', answering('one'));
    assert.match(await sh(`${sam} build 2>&1`), /Build Succeeded/);
    const told = await sh(deploy);
    assert.match(told, /^\+ Add +\S+ +AWS::Lambda::Alias/m);
    assert.match(told, /^CREATE_COMPLETE +AWS::CloudFormation::S +shop/m);
    assert.match(told, /^Successfully created\/updated stack - shop in us-east-1$/m);
  });
}

async function deployAgain({ sh, step, workspace }: AwsCli): Promise<void> {
  await step(area, 'sam deploy of changed code shifts the alias', async () => {
    workspace.write('shop/index.js', answering('two'));
    await sh(`${sam} build`);
    const told = await sh(deploy);
    assert.match(told, /^\* Modify +CheckoutAliaslive +AWS::Lambda::Alias +False/m);
    assert.match(told, /CodeDeploy deployment/);
    assert.match(told, /^DELETE_SKIPPED +AWS::Lambda::Version/m);
    assert.match(told, /^Successfully created\/updated stack - shop in us-east-1$/m);
  });
  await step(area, 'sam deploy without a change', async () => {
    const told = await sh(`${deploy} --no-fail-on-empty-changeset 2>&1`);
    assert.match(told, /No changes to deploy\. Stack shop is up to date/);
  });
}

async function lookAndDelete({ sh, shFails, step }: AwsCli): Promise<void> {
  await step(area, 'sam list stack-outputs, resources; sam remote invoke', async () => {
    const list = (what: string): Promise<string> => sh(`${sam} list ${what} ${stack} --output json`);
    const outputs = await list('stack-outputs');
    assert.match(outputs, /"OutputKey": "FunctionName"/);
    assert.match(await list('resources'), /"PhysicalResourceId": "arn:aws:lambda:\S+:function:checkout:live"/);
    const invoke = `${sam} remote invoke Checkout ${stack}`;
    assert.match(await sh(invoke), /^"two"$/m);
  });
  await step(area, 'sam delete --no-prompts', async () => {
    const told = await sh(`${sam} delete ${stack} --no-prompts 2>&1`);
    assert.match(told, /Deleted successfully/);
    assert.match(await shFails(`${sam} list stack-outputs ${stack}`), /shop does not exist/);
  });
}
