import { expect, test, describe } from 'vitest';
import { call, openTypeStage, type TypeStage } from '../type-stage.fixture.ts';

const typeName = 'AWS::Lambda::Version';
const FunctionName = 'checkout';

async function openWithFunction(options: Parameters<typeof openTypeStage>[0] = {}) {
  const stage = await openTypeStage(options);
  const live = await stage.made('AWS::Lambda::Function', {
    FunctionName,
    Role: await stage.createRole('runner', 'lambda'),
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: 'exports.handler = async () => 1;' },
  });
  const changeCode = async (value: number): Promise<void> => {
    await stage.update(live, { ...live.properties, Code: { ZipFile: `exports.handler = async () => ${value};` } });
  };
  return Object.assign(stage, { changeCode });
}

async function versions(stage: TypeStage): Promise<(string | undefined)[]> {
  const { Versions = [] } = await stage.lambda.ListVersionsByFunction({ FunctionName }, call);
  return Versions.map(({ Version }) => Version);
}

describe.each([false, true])('a version, with calls repeated after crashes: %s', (crashes) => {
  test('is published once, and known by its ARN', async () => {
    await using stage = await openWithFunction({ crashes });
    const live = await stage.made(typeName, { FunctionName, Description: 'first' });
    expect(live.physicalId).toBe('arn:aws:lambda:us-east-1:123456789012:function:checkout:1');
    expect(live.attributes).toEqual({ Version: '1', FunctionArn: live.physicalId });
    expect(await versions(stage)).toEqual(['$LATEST', '1']);
    await stage.delete(live);
    expect(await versions(stage)).toEqual(['$LATEST']);
  });

  test('that an update left behind when it was rolled back is taken over by the next try', async () => {
    await using stage = await openWithFunction({ crashes });
    const first = await stage.made(typeName, { FunctionName });
    const peers = [{ logicalId: 'VersionOne', physicalId: first.physicalId }];
    await stage.changeCode(2);
    await stage.made(typeName, { FunctionName }, { peers });
    // The stack was rolled back: the function has its old code, and the version stays by its policy.
    await stage.changeCode(1);
    await stage.changeCode(2);
    const again = await stage.made(typeName, { FunctionName }, { peers });
    expect(again.attributes['Version']).toBe('2');
    expect(await versions(stage)).toEqual(['$LATEST', '1', '2']);
  });

  test('is ready with the concurrency that was asked for', async () => {
    await using stage = await openWithFunction({ crashes });
    const config = { ProvisionedConcurrentExecutions: '2' };
    await stage.made(typeName, { FunctionName, ProvisionedConcurrencyConfig: config });
    const target = { FunctionName, Qualifier: '1' };
    const found = await stage.lambda.GetProvisionedConcurrencyConfig(target, call);
    expect(found).toMatchObject({ RequestedProvisionedConcurrentExecutions: 2, Status: 'READY' });
  });
});

test('a version that the stack has already is not made again', async () => {
  await using stage = await openWithFunction();
  const { physicalId } = await stage.made(typeName, { FunctionName });
  const { outcome } = await stage.create(typeName, { FunctionName }, { peers: [{ logicalId: 'Other', physicalId }] });
  expect(outcome).toMatchObject({
    kind: 'failed',
    message: 'A version for this Lambda function exists ( 1 ). Modify the function to create a new version.',
    code: 'AlreadyExists',
  });
});

test('of two resources that publish the same code at once, one has the version and the other fails', async () => {
  await using stage = await openWithFunction();
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:checkout:1';
  // The other one is told of between this one's publishing and its end.
  const peers: { logicalId: string; physicalId: string }[] = [];
  const before = (round: number): void => {
    if (round === 2) peers.push({ logicalId: 'Another', physicalId: arn });
  };
  const { outcome } = await stage.create(typeName, { FunctionName }, { peers, before });
  expect(outcome).toMatchObject({ kind: 'failed', code: 'AlreadyExists' });
  const half = { typeName, physicalId: arn, properties: { FunctionName } };
  const live = await stage.made('AWS::CloudFormation::WaitConditionHandle', {});
  await stage.delete({ ...live, ...half }, { peers });
  expect(await versions(stage)).toEqual(['$LATEST', '1']);
});

test('a version that an alias points at is not deleted', async () => {
  await using stage = await openWithFunction();
  const live = await stage.made(typeName, { FunctionName });
  await stage.made('AWS::Lambda::Alias', { FunctionName, Name: 'live', FunctionVersion: '1' });
  const { outcome } = await stage.delete(live);
  expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceConflict' });
});
