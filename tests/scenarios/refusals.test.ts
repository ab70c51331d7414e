/** What Serin does not run of Lambda is refused when a function is made or changed, by name. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { type CreateFunctionCommandInput, Lambda, type Runtime } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageOf, zipOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform } from '../../src/testing/index.ts';

let platform: TestPlatform;
let lambda: Lambda;
let Role: string | undefined;

beforeAll(async () => {
  platform = await startTestPlatform();
  lambda = new Lambda({ ...platform.clientConfig, maxAttempts: 1 });
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const iam = new IAMClient(platform.clientConfig);
  Role = (await iam.send(new CreateRoleCommand({ RoleName: 'runner', AssumeRolePolicyDocument }))).Role?.Arn;
});
afterAll(() => platform[Symbol.asyncDispose]());

async function create(more: Partial<CreateFunctionCommandInput>): Promise<void> {
  const Code = { ZipFile: packageOf('exports.handler = async () => 1;') };
  const input = { FunctionName: 'fn', Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Code } as const;
  await lambda.createFunction({ ...input, ...more });
  await platform.advance(1000);
}

const update = (changes: object) => lambda.updateFunctionConfiguration({ FunctionName: 'updated', ...changes });

const refusedWith = (...words: readonly string[]) => ({
  name: 'InvalidParameterValueException',
  message: expect.stringMatching(new RegExp(words.join('.*'))),
});

test.each(['java21', 'ruby3.4', 'dotnet8'] satisfies Runtime[])(
  'the runtime %s is refused, with the way to get it',
  async (runtime) => {
    const refusal = refusedWith(`The runtime ${runtime} does not run on this machine`, 'provided.al2023');
    await expect(create({ Runtime: runtime })).rejects.toMatchObject(refusal);
    await create({ FunctionName: 'updated' });
    await expect(update({ Runtime: runtime })).rejects.toMatchObject(refusal);
    await lambda.deleteFunction({ FunctionName: 'updated' });
  },
);

test('a runtime that AWS has retired or never had is refused in words of AWS', async () => {
  await expect(create({ Runtime: 'nodejs14.x' })).rejects.toMatchObject(refusedWith('no longer supported'));
  // No runtime of the SDK's types.
  const Runtime = 'cobol85' as 'nodejs24.x';
  await expect(create({ Runtime })).rejects.toMatchObject(refusedWith('must satisfy enum value set'));
});

test('a layer with an extension can be published, and no function may name it', async () => {
  const publish = (LayerName: string, path: string) =>
    lambda.publishLayerVersion({
      LayerName,
      Content: { ZipFile: zipOf([{ path, content: '#!/bin/sh\n', mode: 0o100755 }]) },
    });
  const { LayerVersionArn: agent = '' } = await publish('agent', 'extensions/agent');
  const refusal = refusedWith(`The layer ${agent} has the extension extensions/agent`, 'leave the layer out');
  await expect(create({ Layers: [agent] })).rejects.toMatchObject(refusal);
  await create({ FunctionName: 'updated' });
  await expect(update({ Layers: [agent] })).rejects.toMatchObject(refusal);
  const { LayerVersionArn: tools = '' } = await publish('tools', 'extensions/of/another/kind');
  await expect(update({ Layers: [tools] })).resolves.toMatchObject({ Layers: [{ Arn: tools }] });
});
