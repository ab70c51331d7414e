/**
 * CloudFormation as `aws cloudformation deploy` uses it: a SAM template of the workshop's kind, whose
 * second deployment is a canary, and whose broken one an alarm takes back. On a clock of its own, where
 * five minutes take a quarter of one; the CLI itself looks every half a minute.
 */
import assert from 'node:assert/strict';
import { templateOf } from '../../../demo/application.ts';
import { startSerin } from '../../serin-program.ts';
import { startCalling } from '../start-calling.ts';
import type { AwsCli } from './aws-cli-shell.ts';

const area = 'stacks';
const stack = '--stack-name shop';

export async function useStacks(aws: AwsCli): Promise<void> {
  await using serin = await startSerin(['--speed', '20']);
  const { workspace, step } = aws;
  const environment = { ...serin.environment };
  const sh = (command: string): Promise<string> => aws.sh(command, environment);
  const write = (code: string): void =>
    workspace.write('shop/index.js', `exports.handler = async () => { ${code} };\n`);
  // The workshop's own template has its code in a folder.
  const template = templateOf('').replace(/ {6}InlineCode: \|\n\s*\n/, '      CodeUri: shop\n');
  workspace.write('shop.yaml', template);
  const deploy = (options = ''): Promise<string> =>
    sh(
      `aws cloudformation package --template-file shop.yaml --s3-bucket packages --output-template-file packaged.yaml && ` +
        `aws cloudformation deploy --template-file packaged.yaml ${stack} --capabilities CAPABILITY_IAM ${options}`,
    );
  const status = (): Promise<string> =>
    sh(`aws cloudformation describe-stacks ${stack} --query Stacks[0].StackStatus --output text`);
  const alias = (): Promise<string> =>
    sh(`aws lambda get-alias --function-name checkout --name live --query FunctionVersion --output text`);

  await step(area, 'cloudformation validate-template', async () => {
    const summary = await sh(
      'aws cloudformation validate-template --template-body file://shop.yaml --query DeclaredTransforms --output text',
    );
    assert.equal(summary, 'AWS::Serverless-2016-10-31');
  });
  await step(area, 'cloudformation package and deploy of a SAM template', async () => {
    await sh('aws s3 mb s3://packages');
    write(`return 'one'`);
    await deploy();
    assert.equal(await status(), 'CREATE_COMPLETE');
    assert.equal(await alias(), '1');
  });
  await step(area, 'deploy of the same once more changes nothing', async () => {
    assert.match(await deploy('--no-fail-on-empty-changeset'), /No changes to deploy\. Stack shop is up to date/);
  });
  await step(area, 'deploy of changed code shifts the alias within the update', async () => {
    write(`return 'two'`);
    await deploy();
    assert.equal(await status(), 'UPDATE_COMPLETE');
    assert.equal(await alias(), '2');
    const listed = await sh(`aws deploy list-deployments --query 'length(deployments)'`);
    assert.equal(listed, '1');
  });
  await step(area, 'deploy of broken code is taken back by its alarm, and the stack with it', async () => {
    write(`throw new Error('on purpose')`);
    await using _ = startCalling(serin, { functionName: 'checkout', alias: 'live' });
    await assert.rejects(deploy());
    assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE');
    assert.equal(await alias(), '2');
    const events = await sh(
      `aws cloudformation describe-stack-events ${stack} --query "StackEvents[?ResourceStatus=='UPDATE_FAILED'].ResourceStatusReason" --output text`,
    );
    assert.match(events, /d-[A-Z0-9]{9} failed\. One or more alarms have been activated/);
  });
  await step(area, 'cloudformation delete-stack', async () => {
    await sh(`aws cloudformation delete-stack ${stack} && aws cloudformation wait stack-delete-complete ${stack}`);
    await sh(`! aws cloudformation describe-stacks ${stack}`);
  });
}
