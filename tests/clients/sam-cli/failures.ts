/** Stacks that cannot be made, and what the SAM CLI leaves of them. */
import assert from 'node:assert/strict';
import type { Sam } from './sam-shell.ts';

/** More reserved concurrency than an account has, unless a parameter says less. */
const template = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Reserved:
    Type: Number
    Default: 100000
Resources:
  Greedy:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: exports.handler = async () => 'mine';
      ReservedConcurrentExecutions: !Ref Reserved
`;

const deploy = 'deploy --template-file greedy.yaml --resolve-s3 --capabilities CAPABILITY_IAM --no-confirm-changeset';

export async function failToDeploy({ sam, samFails, step, look, workspace }: Sam): Promise<void> {
  const failed = /CREATE_FAILED +AWS::Lambda::Function +Greedy/;
  await step('sam deploy, failed', 'with --on-failure DELETE nothing is left', async () => {
    workspace.write('greedy.yaml', template);
    const told = await samFails(`${deploy} --stack-name greedy --on-failure DELETE`);
    assert.match(told, failed);
    assert.match(told, /Stack greedy has been deleted/);
    assert.match(await samFails('list stack-outputs --stack-name greedy'), /greedy does not exist/);
  });
  await step('sam deploy, failed', 'with --disable-rollback it stays, and the next deployment mends it', async () => {
    const kept = `${deploy} --stack-name greedy --disable-rollback`;
    const told = await samFails(kept);
    assert.match(told, failed);
    assert.match(told, /Automatic rollback disabled/);
    assert.equal(await look.stackStatus('greedy'), 'CREATE_FAILED');
    await sam(`${kept} --parameter-overrides Reserved=5`);
    assert.equal(await look.stackStatus('greedy'), 'UPDATE_COMPLETE');
  });
}
