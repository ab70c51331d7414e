/** What the SAM CLI asks at its prompts, and what it can tell of a stack that is there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeCheckout, writeReceipt } from './application.ts';
import { checkoutOf } from './deployments.ts';
import type { Sam } from './sam-shell.ts';

const answerer = fileURLToPath(new URL('answer_prompts.py', import.meta.url));

/** All that the guide asks, in its order; an empty answer takes what it proposes. */
const answers = [
  ['Stack Name', 'kiosk'],
  ['AWS Region', ''],
  ['Parameter Currency', 'USD'],
  ['Confirm changes before deploy', 'y'],
  ['Allow SAM CLI IAM role creation', 'y'],
  ['Disable rollback', 'n'],
  ['Receipt has no authentication. Is this okay?', 'y'],
  ['Receipt has no authentication. Is this okay?', 'y'],
  ['Receipt Function Url has no authentication. Is this okay?', 'y'],
  ['Save arguments to configuration file', 'y'],
  ['SAM configuration file', ''],
  ['SAM configuration environment', ''],
  ['Deploy this changeset?', 'y'],
];

export async function answerTheGuide({ sam, sh, step, workspace }: Sam): Promise<void> {
  await step('sam deploy --guided', 'deploys what was answered, and remembers it', async () => {
    writeCheckout(workspace, `return 'sold at the kiosk'`);
    await sam('build');
    workspace.write('answers.json', JSON.stringify(answers));
    const told = await sh(`SAM_CLI_TELEMETRY=0 python3 ${answerer} "$(cat answers.json)" sam deploy --guided 2>&1`);
    assert.match(told, /Successfully created\/updated stack - kiosk in us-east-1/);
    const settings = readFileSync(workspace.path('samconfig.toml'), 'utf8');
    assert.match(settings, /^stack_name = "kiosk"$/m);
    assert.match(settings, /^parameter_overrides = "Currency=\\"USD\\""$/m);
    assert.match(await sam('deploy --no-confirm-changeset --no-fail-on-empty-changeset'), /Stack kiosk is up to date/);
    // What follows names its stacks itself.
    await sh('rm samconfig.toml');
  });
}

export async function askOfStacks({ sam, samData, samFails, step, look, workspace }: Sam): Promise<void> {
  await step('sam package', 'puts the code where the template then says', async () => {
    const told = await sam('package --resolve-s3 --output-template-file packaged.yaml');
    assert.match(told, /Successfully packaged artifacts/);
    const template = readFileSync(workspace.path('packaged.yaml'), 'utf8');
    assert.equal(
      template.match(/CodeUri: s3:\/\/aws-sam-cli-managed-default-samclisourcebucket-\S+\/\w{32}$/gm)?.length,
      2,
    );
  });
  const list = async (what: string): Promise<readonly Record<string, unknown>[]> =>
    // The command's own form, which each step then holds against what is there.
    JSON.parse(await samData(`list ${what} --stack-name shop --output json`)) as readonly Record<string, unknown>[];
  await step('sam list', 'stack-outputs', async () => {
    const outputs = await list('stack-outputs');
    assert.deepEqual(outputs.map((output) => String(output['OutputKey'])).toSorted(), [
      'CheckoutFunction',
      'HttpApi',
      'ReceiptAddress',
      'RestApi',
    ]);
    assert.match(await samFails('list stack-outputs --stack-name absent --output json'), /absent does not exist/);
  });
  await step('sam list', 'resources', async () => {
    const resources = await list('resources');
    const checkout = resources.find((resource) => resource['LogicalResourceId'] === 'Checkout');
    assert.equal(checkout?.['PhysicalResourceId'], await checkoutOf(look));
  });
  await step('sam list', 'endpoints', async () => {
    const endpoints = await list('endpoints');
    const addressOf = (id: string): unknown =>
      endpoints.find((endpoint) => endpoint['LogicalResourceId'] === id)?.['CloudEndpoint'];
    assert.equal(addressOf('Receipt'), await look.output('shop', 'ReceiptAddress'));
    assert.equal(addressOf('Checkout'), '-');
    const atAws = async (api: string): Promise<string> =>
      `https://${await look.output('shop', api)}.execute-api.us-east-1.amazonaws.com`;
    const stages = [`${await atAws('RestApi')}/Prod`, `${await atAws('RestApi')}/Stage`];
    assert.deepEqual(addressOf('ServerlessRestApi'), stages);
    assert.deepEqual(addressOf('ServerlessHttpApi'), [`${await atAws('HttpApi')}/$default`]);
  });
}

export async function callFunctions({ sam, samFails, step, look, workspace }: Sam): Promise<void> {
  await step(
    'sam remote invoke',
    'a function for Node, one for Python, one by its name, one that is not there',
    async () => {
      assert.match(await sam('remote invoke Checkout --stack-name shop'), /^"sold by the second"$/m);
      assert.match(
        await sam(`remote invoke Receipt --stack-name kiosk --event '{"amount": 5}'`),
        /START RequestId:[^]*printing a receipt[^]*END RequestId:[^]*^"paid 5 USD"$/m,
      );
      const byName = await sam(`remote invoke ${await checkoutOf(look)} --output json`);
      assert.match(byName, /"StatusCode": 200/);
      assert.match(await samFails('remote invoke Absent --stack-name shop'), /Absent/);
    },
  );
  await step('sam logs', 'of one function, and of all of a stack, filtered', async () => {
    // The platform's clock runs ahead of the one that the command reads.
    const span = `--start-time '7 days ago' --end-time 'in 7 days'`;
    const logs = await sam(`logs --name Receipt --stack-name kiosk ${span}`);
    assert.match(logs, /printing a receipt/);
    const filtered = await sam(`logs --stack-name kiosk --filter '"printing"' ${span}`);
    assert.match(filtered, /printing a receipt/);
    assert.doesNotMatch(filtered, /START RequestId/);
  });
  await step('sam sync --code', 'puts changed code into a function without a deployment', async () => {
    writeReceipt(workspace, 'synced');
    const told = await sam('sync --code --stack-name kiosk --resource-id Receipt --no-dependency-layer', 'y');
    assert.match(told, /Finished syncing Lambda Function Receipt/);
    assert.match(await sam(`remote invoke Receipt --stack-name kiosk --event '{"amount": 7}'`), /^"synced 7 USD"$/m);
  });
}

export async function deleteAll({ sam, samFails, step }: Sam): Promise<void> {
  await step('sam delete', 'takes stacks, packages and templates away', async () => {
    // Each waits for half a minute of its own before it looks a second time.
    const told = await Promise.all(
      ['shop', 'kiosk', 'greedy'].map((stack) => sam(`delete --stack-name ${stack} --no-prompts`)),
    );
    for (const each of told) assert.match(each, /Deleted successfully/);
    assert.match(await samFails('list stack-outputs --stack-name shop'), /shop does not exist/);
  });
}
