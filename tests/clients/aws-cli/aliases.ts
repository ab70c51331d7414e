/** Lambda: aliases, their weights, and what is called through them. */
import assert from 'node:assert/strict';
import type { AwsCli } from './aws-cli-shell.ts';

export async function useAliases({ sh, shFails, step }: AwsCli): Promise<void> {
  const area = 'aliases';
  const weights = "--query 'RoutingConfig.AdditionalVersionWeights' --output json";
  await step(area, 'create-alias with a weight, get-alias', async () => {
    const create = 'aws lambda create-alias --function-name fn --name live --function-version 1';
    await sh(`${create} --routing-config 'AdditionalVersionWeights={2=0.1}'`);
    const got = await sh(`aws lambda get-alias --function-name fn --name live ${weights}`);
    assert.deepEqual(JSON.parse(got), { 2: 0.1 });
  });
  await step(area, 'list-aliases', async () => {
    await sh('aws lambda create-alias --function-name fn --name before --function-version 1');
    const list = "aws lambda list-aliases --function-name fn --query 'Aliases[].Name' --output json";
    assert.deepEqual(JSON.parse(await sh(`${list} --page-size 1`)), ['before', 'live']);
    assert.equal(await sh(`${list} --function-version 2`), '[]');
    await sh('aws lambda delete-alias --function-name fn --name before');
    assert.deepEqual(JSON.parse(await sh(list)), ['live']);
  });
  await step(area, 'update-alias to weight 1 sends every call to version 2', async () => {
    const update = 'aws lambda update-alias --function-name fn --name live';
    await sh(`${update} --routing-config 'AdditionalVersionWeights={2=1}'`);
    const invoke = 'aws lambda invoke --function-name fn:live --query ExecutedVersion --output text out.json';
    for (let call = 0; call < 3; call += 1) assert.equal(await sh(invoke), '2');
    await sh('grep two out.json');
  });
  await step(area, 'update-alias to weight 0 sends every call to version 1', async () => {
    await sh(
      "aws lambda update-alias --function-name fn --name live --routing-config 'AdditionalVersionWeights={2=0}'",
    );
    const invoke =
      'aws lambda invoke --function-name fn --qualifier live --query ExecutedVersion --output text out.json';
    for (let call = 0; call < 3; call += 1) assert.equal(await sh(invoke), '1');
  });
  await step(area, 'update-alias promotes version 2 whole', async () => {
    const promote = 'aws lambda update-alias --function-name fn --name live --function-version 2';
    assert.match(await shFails(promote), /Function version 2 is already included in routing configuration/);
    await sh(`${promote} --routing-config 'AdditionalVersionWeights={}'`);
    assert.equal(await sh(`aws lambda get-alias --function-name fn --name live ${weights}`), 'null');
    const invoke = 'aws lambda invoke --function-name fn:live --query ExecutedVersion --output text out.json';
    assert.equal(await sh(invoke), '2');
  });
  await step(area, 'update-alias with the revision of before is refused', async () => {
    const update = 'aws lambda update-alias --function-name fn --name live --description x --revision-id';
    const revision = await sh('aws lambda get-alias --function-name fn --name live --query RevisionId --output text');
    await sh(`${update} ${revision}`);
    assert.match(await shFails(`${update} ${revision}`), /\(PreconditionFailedException\)/);
  });
  await step(area, 'delete-function of a version that an alias names is refused', async () => {
    assert.match(
      await shFails('aws lambda delete-function --function-name fn --qualifier 2'),
      /\(ResourceConflictException\) .*aliases reference it: \[live\]/,
    );
  });
}
