/** From a folder with a template to a stack, on to a canary, and back from a broken one. */
import assert from 'node:assert/strict';
import { startCalling } from '../start-calling.ts';
import { writeCheckout } from './application.ts';
import type { AliasState, Sam } from './sam-shell.ts';

const deployShop = 'deploy --stack-name shop --resolve-s3 --capabilities CAPABILITY_IAM --no-confirm-changeset';
const deployed = /^Successfully created\/updated stack - shop in us-east-1$/m;

export async function deployTheFirst({ sam, samFails, step, look }: Sam): Promise<void> {
  await step('sam validate', 'the template is read as AWS would, and linted', async () => {
    assert.match(await sam('validate'), /is a valid SAM Template/);
    assert.match(await sam('validate --lint'), /is a valid SAM Template/);
  });
  await step('sam build', 'a function for Node and one for Python', async () => {
    assert.match(await sam('build'), /Build Succeeded/);
  });
  await step('sam deploy, first', 'makes the bucket for packages, the stack, alias and deployment group', async () => {
    const told = await sam(deployShop);
    assert.match(told, /^\+ Add +\S+ +AWS::Lambda::Alias/m);
    assert.match(told, /^\+ Add +\S+ +AWS::CodeDeploy::Deplo/m);
    assert.match(told, /^CREATE_COMPLETE +AWS::CloudFormation::S +shop/m);
    assert.match(told, /Key +ReceiptAddress/);
    assert.match(told, deployed);
    assert.equal(await look.stackStatus('aws-sam-cli-managed-default'), 'CREATE_COMPLETE');
    assert.deepEqual(await look.alias(await checkoutOf(look)), { version: '1', weights: {} });
    assert.deepEqual(await look.deployments(), []);
  });
  await step('sam deploy, no change', 'is told that there is nothing to do, as a failure and as none', async () => {
    assert.match(await sam(`${deployShop} --no-fail-on-empty-changeset`), /No changes to deploy\. Stack shop is up to/);
    assert.match(
      await samFails(`${deployShop} --fail-on-empty-changeset`),
      /No changes to deploy\. Stack shop is up to/,
    );
  });
}

export async function deployChanges({ sam, samFails, step, look, workspace, serin }: Sam): Promise<void> {
  await step('sam deploy, canary', 'shifts the alias in two steps while the stack is updated', async () => {
    writeCheckout(workspace, `return 'sold by the second'`);
    await sam('build');
    const functionName = await checkoutOf(look);
    const { result: told, states } = await watchAlias(() => look.alias(functionName), sam(deployShop));
    assert.match(told, /^\* Modify +CheckoutAliaslive +AWS::Lambda::Alias +False/m);
    assert.match(told, /CodeDeploy deployment/);
    assert.match(told, deployed);
    assert.deepEqual(states, [
      { version: '1', weights: {} },
      { version: '1', weights: { '2': 0.1 } },
      { version: '2', weights: {} },
    ]);
    assert.deepEqual(await look.deployments(), [
      { status: 'Succeeded', creator: 'user', message: undefined, targetWeight: 1 },
    ]);
  });
  await step('sam deploy, rolled back', 'an alarm takes broken code back, and the exit code is 1', async () => {
    writeCheckout(workspace, `throw new Error('on purpose')`);
    await sam('build');
    const functionName = await checkoutOf(look);
    await using _ = startCalling(serin, { functionName, alias: 'live' });
    const told = await samFails(deployShop);
    assert.match(told, /^UPDATE_FAILED +AWS::Lambda::Alias/m);
    assert.match(told, /UPDATE_ROLLBACK_COMPLETE/);
    assert.match(told, /Failed to create\/update the stack: shop/);
    assert.equal(await look.stackStatus('shop'), 'UPDATE_ROLLBACK_COMPLETE');
    assert.deepEqual(await look.alias(functionName), { version: '2', weights: {} });
    const [rollback, stopped] = await look.deployments();
    assert.deepEqual(
      { creator: rollback?.creator, status: rollback?.status },
      { creator: 'codeDeployRollback', status: 'Succeeded' },
    );
    assert.equal(stopped?.status, 'Stopped');
    assert.match(stopped.message ?? '', /alarms have been activated/);
  });
}

export const checkoutOf = (look: Sam['look'], stack = 'shop'): Promise<string> =>
  look.output(stack, 'CheckoutFunction');

/** What an alias went through, each state once, while something was done. */
async function watchAlias<T>(
  read: () => Promise<AliasState>,
  doing: Promise<T>,
): Promise<{ readonly result: T; readonly states: readonly AliasState[] }> {
  const states: AliasState[] = [];
  const see = async (): Promise<void> => {
    const state = await read();
    if (JSON.stringify(state) !== JSON.stringify(states.at(-1))) states.push(state);
  };
  const end = new AbortController();
  const done = doing.finally(() => end.abort());
  const watch = async (): Promise<void> => {
    while (!end.signal.aborted) await see();
    await see();
  };
  const [result] = await Promise.all([done, watch()]);
  return { result, states };
}
