import { describe, expect, test } from 'vitest';
import { call, openTypeStage, type TypeStage } from '../type-stage.fixture.ts';

const typeName = 'AWS::Lambda::Function';

const minimal = (Role: string) => ({
  Role,
  Runtime: 'nodejs22.x',
  Handler: 'index.handler',
  Code: { ZipFile: 'exports.handler = async () => 1;' },
});

const configuration = (stage: TypeStage, FunctionName: string) =>
  stage.lambda.GetFunctionConfiguration({ FunctionName }, call);

describe.each([false, true])('a function, with calls repeated after crashes: %s', (crashes) => {
  test('is made under a name of the stack, active, with what a template says as texts', async () => {
    await using stage = await openTypeStage({ crashes });
    const role = await stage.createRole('runner', 'lambda');
    const live = await stage.made(typeName, {
      ...minimal(role),
      MemorySize: '256',
      Timeout: 5,
      Environment: { Variables: { LEVEL: 3 } },
      ReservedConcurrentExecutions: '4',
    });
    expect(live.physicalId).toMatch(/^shop-Thing-[A-Za-z0-9]{12}$/);
    expect(live.attributes).toMatchObject({
      Arn: `arn:aws:lambda:us-east-1:123456789012:function:${live.physicalId}`,
      'SnapStartResponse.ApplyOn': 'None',
    });
    expect(await configuration(stage, live.physicalId)).toMatchObject({
      State: 'Active',
      MemorySize: 256,
      Environment: { Variables: { LEVEL: '3' } },
    });
    const concurrency = await stage.lambda.GetFunctionConcurrency({ FunctionName: live.physicalId }, call);
    expect(concurrency.ReservedConcurrentExecutions).toBe(4);
    const { Tags } = await stage.lambda.ListTags({ Resource: String(live.attributes['Arn']) }, call);
    expect(Tags).toMatchObject({ team: 'checkout', 'aws:cloudformation:logical-id': 'Thing' });
  });

  test('changes its code, then its configuration; what is left out goes back to its default', async () => {
    await using stage = await openTypeStage({ crashes });
    const role = await stage.createRole('runner', 'lambda');
    const before = { ...minimal(role), Timeout: 30, Description: 'first', Tags: [{ Key: 'colour', Value: 'red' }] };
    const live = await stage.made(typeName, before);
    const first = await configuration(stage, live.physicalId);
    const { outcome } = await stage.update(live, {
      ...minimal(role),
      Code: { ZipFile: 'exports.handler = async () => 2;' },
      MemorySize: 512,
    });
    expect(outcome).toMatchObject({ kind: 'done', physicalId: live.physicalId });
    const second = await configuration(stage, live.physicalId);
    expect(second).toMatchObject({ LastUpdateStatus: 'Successful', Timeout: 3, Description: '', MemorySize: 512 });
    expect(second.CodeSha256).not.toBe(first.CodeSha256);
    const { Tags } = await stage.lambda.ListTags({ Resource: second.FunctionArn ?? '' }, call);
    expect(Tags).not.toHaveProperty('colour');
  });

  test('is deleted, and once it is gone it is as good as deleted', async () => {
    await using stage = await openTypeStage({ crashes });
    const live = await stage.made(typeName, minimal(await stage.createRole('runner', 'lambda')));
    expect((await stage.delete(live)).outcome.kind).toBe('done');
    expect((await stage.delete(live)).outcome.kind).toBe('done');
    await expect(configuration(stage, live.physicalId)).rejects.toThrow('Function not found');
  });
});

test('a function of a name that is taken is not taken over', async () => {
  await using stage = await openTypeStage();
  const properties = { ...minimal(await stage.createRole('runner', 'lambda')), FunctionName: 'checkout' };
  await stage.made(typeName, properties);
  const { outcome } = await stage.create(typeName, properties);
  expect(outcome).toMatchObject({ kind: 'failed', code: 'AlreadyExists' });
  expect(outcome).toHaveProperty(
    'message',
    expect.stringContaining('Function already exist: checkout (Service: Lambda'),
  );
});

test('a function is refused in the words of Lambda, or of its model', async () => {
  await using stage = await openTypeStage();
  const role = await stage.createRole('runner', 'lambda');
  const image = await stage.create(typeName, { Role: role, PackageType: 'Image', Code: { ImageUri: 'x' } });
  expect(image.outcome).toMatchObject({ kind: 'failed', message: expect.stringContaining('container images') });
  const timeout = await stage.create(typeName, { ...minimal(role), Timeout: 0 });
  expect(timeout.outcome).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining(
      "1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint",
    ),
  });
  const text = await stage.create(typeName, { ...minimal(role), MemorySize: 'much' });
  expect(text.outcome).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('{/MemorySize}') });
  const unknown = await stage.create(typeName, { ...minimal(role), Memory: 1 });
  expect(unknown.outcome).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('[Memory]') });
});
