import { describe, expect, test } from 'vitest';
import { fnArn, minimal, openLambda, request, roleArn } from '../functions.fixture.ts';
import { packageOf } from '../test-zip.fixture.ts';

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const invalid = (message: string) => ({ type: 'InvalidParameterValueException', message, members: { Type: 'User' } });
const missing = (message: string) => ({ type: 'ResourceNotFoundException', message, members: { Type: 'User' } });

describe('CreateFunction', () => {
  test('answers with AWS’s defaults, pending', async () => {
    await using lambda = await openLambda();
    expect(await lambda.call('CreateFunction', minimal)).toEqual({
      FunctionName: 'fn',
      FunctionArn: fnArn,
      Runtime: 'nodejs22.x',
      Role: roleArn,
      Handler: 'index.handler',
      CodeSize: minimal.Code.ZipFile.byteLength,
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: '2025-03-01T12:34:56.000+0000',
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      RevisionId: uuid,
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      RuntimeVersionConfig: {
        RuntimeVersionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/),
      },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/fn' },
    });
  });

  test('is followed by an active function under another RevisionId', async () => {
    await using lambda = await openLambda();
    const created = await lambda.call('CreateFunction', minimal);
    await lambda.settle();
    const active = await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' });
    expect(active).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
      LastModified: created.LastModified,
    });
    expect(active.RevisionId).not.toBe(created.RevisionId);
  });

  test('echoes an empty environment, and shows none where none was given', async () => {
    await using lambda = await openLambda();
    expect(await lambda.call('CreateFunction', { ...minimal, Environment: { Variables: {} } })).toHaveProperty(
      'Environment',
      { Variables: {} },
    );
    expect(await lambda.call('CreateFunction', { ...minimal, FunctionName: 'fn2' })).not.toHaveProperty('Environment');
  });

  test('with Publish has version 1 at once, and tells an unqualified ARN', async () => {
    await using lambda = await openLambda();
    const created = await lambda.call('CreateFunction', { ...minimal, Publish: true });
    expect(created).toMatchObject({ Version: '1', FunctionArn: fnArn, State: 'Pending' });
    await lambda.settle();
    const version = await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn', Qualifier: '1' });
    expect(version).toMatchObject({
      Version: '1',
      FunctionArn: `${fnArn}:1`,
      State: 'Active',
      LastUpdateStatus: 'Successful',
    });
    const again = await lambda.call('PublishVersion', { FunctionName: 'fn' });
    expect(again).toEqual(version);
  });

  test('takes its code from S3', async () => {
    await using lambda = await openLambda();
    lambda.objects.set('bucket/key', packageOf('from s3'));
    const created = await lambda.call('CreateFunction', { ...minimal, Code: { S3Bucket: 'bucket', S3Key: 'key' } });
    expect(created.CodeSize).toBe(packageOf('from s3').byteLength);
  });

  test.each([
    [
      'a runtime that is retired',
      { Runtime: 'go1.x' as const },
      'The runtime parameter of go1.x is no longer supported',
    ],
    [
      'a runtime that this machine lacks',
      { Runtime: 'java21' as const },
      'The runtime java21 needs Java, which is not installed.',
    ],
    [
      'no handler',
      { Handler: undefined },
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    ],
    ['no code', { Code: {} }, 'Please provide a source for function code.'],
    [
      'code that is no zip',
      { Code: { ZipFile: Buffer.from('no') } },
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    ],
    [
      'a bucket that is missing',
      { Code: { S3Bucket: 'missing', S3Key: 'k' } },
      'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
    ],
    [
      'a key that is missing',
      { Code: { S3Bucket: 'bucket', S3Key: 'k' } },
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    ],
    [
      'a role that is missing',
      { Role: `${roleArn}2` },
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'a role of another path',
      { Role: roleArn.replace('role/', 'role/path/') },
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'a role that trusts somebody else',
      { Role: roleArn.replace('runner', 'stranger') },
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    [
      'a layer that is missing',
      { Layers: [`${fnArn.replace('function:fn', 'layer:l')}:1`] },
      `Layer version ${fnArn.replace('function:fn', 'layer:l')}:1 does not exist.`,
    ],
    [
      'a layer of another region',
      { Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:l:1'] },
      'Layers are not in the same region as the function. Layers are expected to be in region us-east-1.',
    ],
    [
      'six layers',
      { Layers: Array.from({ length: 6 }, (_, index) => `arn:aws:lambda:us-east-1:123456789012:layer:l${index}:1`) },
      'Cannot reference more than 5 layers.',
    ],
    [
      'a container image',
      { PackageType: 'Image' as const },
      'Serin does not run container images: PackageType Image is not supported. Use PackageType Zip.',
    ],
  ])('refuses %s', async (_, input, message) => {
    const trust = {
      stranger: encodeURIComponent(
        JSON.stringify({
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
        }),
      ),
    };
    await using lambda = await openLambda({ trust });
    await expect(lambda.call('CreateFunction', { ...minimal, ...input })).rejects.toMatchObject({
      type: 'InvalidParameterValueException',
      message: expect.stringContaining(message),
    });
    await expect(lambda.call('GetFunction', { FunctionName: 'fn' })).rejects.toMatchObject(
      missing(`Function not found: ${fnArn}`),
    );
  });

  test('refuses a bare name of more than 64 characters, but not as a violated constraint', async () => {
    await using lambda = await openLambda();
    const FunctionName = 'a'.repeat(65);
    await expect(lambda.call('CreateFunction', { ...minimal, FunctionName })).rejects.toMatchObject(
      invalid(
        `1 validation error detected: Value '${FunctionName}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ),
    );
  });

  test('refuses a name with a qualifier as a violated constraint', async () => {
    await using lambda = await openLambda();
    await expect(lambda.call('CreateFunction', { ...minimal, FunctionName: 'fn:1' })).rejects.toMatchObject({
      type: 'ValidationException',
      members: {},
    });
  });

  test('refuses a name that is taken before it looks at the role', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await expect(lambda.call('CreateFunction', { ...minimal, Role: `${roleArn}2` })).rejects.toMatchObject({
      type: 'ResourceConflictException',
      message: 'Function already exist: fn',
    });
  });

  test('lets one of two that come together through', async () => {
    await using lambda = await openLambda();
    const results = await Promise.allSettled([
      lambda.call('CreateFunction', minimal),
      lambda.call('CreateFunction', minimal),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('refuses code that the account has no room for', async () => {
    await using lambda = await openLambda({ limits: { codeStorageBytes: 100 } });
    await expect(lambda.call('CreateFunction', minimal)).rejects.toMatchObject({
      type: 'CodeStorageExceededException',
    });
  });
});

describe('GetFunction', () => {
  test('tells configuration, code, tags and reserve', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Tags: { team: 'green' } });
    await lambda.call('PutFunctionConcurrency', { FunctionName: 'fn', ReservedConcurrentExecutions: 5 });
    const found = await lambda.call('GetFunction', { FunctionName: 'fn' });
    expect(found).toEqual({
      Configuration: await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' }),
      Code: {
        RepositoryType: 'S3',
        Location: expect.stringMatching(/^http:\/\/127\.0\.0\.1:4566\/packages\/[0-9a-f]{64}$/),
      },
      Tags: { team: 'green' },
      Concurrency: { ReservedConcurrentExecutions: 5 },
    });
  });

  test('ends the ARN in the qualifier as it was given, and follows an alias to its version', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'edge', FunctionVersion: '$LATEST' });
    const get = async (Qualifier?: string) => {
      const { FunctionArn, Version, RevisionId } = await lambda.call('GetFunctionConfiguration', {
        FunctionName: 'fn',
        ...(Qualifier && { Qualifier }),
      });
      return { FunctionArn, Version, RevisionId };
    };
    const latest = await get();
    const version = await get('1');
    expect(latest).toMatchObject({ FunctionArn: fnArn, Version: '$LATEST' });
    expect(await get('$LATEST')).toEqual({ ...latest, FunctionArn: `${fnArn}:$LATEST` });
    expect(version).toMatchObject({ FunctionArn: `${fnArn}:1`, Version: '1' });
    expect(await get('live')).toEqual({ ...version, FunctionArn: `${fnArn}:live` });
    expect(await get('edge')).toEqual({ ...latest, FunctionArn: `${fnArn}:edge` });
  });

  test.each(['2', '01', 'nope', '$latest', 'a'.repeat(65)])('does not find the qualifier %s', async (Qualifier) => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await expect(lambda.call('GetFunction', { FunctionName: 'fn', Qualifier })).rejects.toMatchObject(
      missing(`Function not found: ${fnArn}:${Qualifier}`),
    );
  });
});

describe('DeleteFunction', () => {
  test('takes everything along, so that a new function of the name begins anew', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    await lambda.call('PutFunctionEventInvokeConfig', { FunctionName: 'fn', MaximumRetryAttempts: 0 });
    await lambda.call('CreateFunctionUrlConfig', { FunctionName: 'fn', AuthType: 'NONE' });
    expect(await lambda.call('DeleteFunction', { FunctionName: 'fn' })).toEqual({ StatusCode: 204 });
    expect((await lambda.store.documents.list({ prefix: 'lambda/' })).documents).toEqual([]);
    await lambda.create();
    expect(await lambda.call('PublishVersion', { FunctionName: 'fn' })).toMatchObject({ Version: '1' });
    await expect(lambda.call('GetAlias', { FunctionName: 'fn', Name: 'live' })).rejects.toMatchObject(
      missing(`Cannot find alias arn: ${fnArn}:live`),
    );
  });

  test('takes one version, whether it is there or not', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    for (const FunctionName of ['fn:1', 'fn:1', 'fn:7'])
      expect(await lambda.call('DeleteFunction', { FunctionName })).toEqual({ StatusCode: 204 });
    await expect(lambda.call('GetFunction', { FunctionName: 'fn:1' })).rejects.toMatchObject(
      missing(`Function not found: ${fnArn}:1`),
    );
    expect(await lambda.call('GetFunction', { FunctionName: 'fn' })).toHaveProperty('Configuration.Version', '$LATEST');
  });

  test('leaves a version that aliases lead to, if only with a part of their calls', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 9 });
    await lambda.settle();
    await lambda.call('PublishVersion', { FunctionName: 'fn' });
    await lambda.call('CreateAlias', {
      FunctionName: 'fn',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    });
    await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'next', FunctionVersion: '2' });
    await expect(lambda.call('DeleteFunction', { FunctionName: 'fn', Qualifier: '2' })).rejects.toMatchObject({
      type: 'ResourceConflictException',
      message: 'Unable to delete version because the following aliases reference it: [live, next]',
    });
    await expect(lambda.call('DeleteFunction', { FunctionName: 'fn', Qualifier: '1' })).rejects.toMatchObject({
      message: 'Unable to delete version because the following aliases reference it: [live]',
    });
  });

  test.each([
    ['$LATEST', invalid('$LATEST version cannot be deleted without deleting the function.')],
    ['live', invalid('Deletion of aliases is not currently supported.')],
    ['1', missing(`Function not found: ${fnArn}`)],
    ['$latest', missing(`Function not found: ${fnArn}`)],
  ])('of a function that is missing, with qualifier %s', async (Qualifier, error) => {
    await using lambda = await openLambda();
    await expect(lambda.call('DeleteFunction', { FunctionName: 'fn', Qualifier })).rejects.toMatchObject(error);
  });

  test('and CreateAlias at once never leave an alias that points nowhere', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    const [created, deleted] = await Promise.allSettled([
      lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' }),
      lambda.call('DeleteFunction', { FunctionName: 'fn', Qualifier: '1' }),
    ]);
    expect([created.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('ListFunctions', () => {
  const fill = async (names: readonly string[]) => {
    const lambda = await openLambda();
    for (const FunctionName of names) await lambda.call('CreateFunction', { ...minimal, FunctionName, Publish: true });
    await lambda.settle();
    return lambda;
  };

  test('lists by name, without states and runtime versions', async () => {
    await using lambda = await fill(['beta', 'alpha']);
    const { Functions = [], NextMarker } = await lambda.call('ListFunctions', {});
    expect(Functions.map((fn) => fn.FunctionArn)).toEqual(['alpha', 'beta'].map((name) => fnArn.replace(/fn$/, name)));
    expect(NextMarker).toBeUndefined();
    for (const member of ['State', 'LastUpdateStatus', 'RuntimeVersionConfig'])
      expect(Functions[0]).not.toHaveProperty(member);
  });

  test('pages through functions and versions alike', async () => {
    await using lambda = await fill(['a', 'b', 'c']);
    for (const FunctionVersion of [undefined, 'ALL'] as const) {
      const whole = await lambda.call('ListFunctions', { FunctionVersion });
      for (const MaxItems of [1, 2, 3]) {
        const seen: unknown[] = [];
        let Marker: string | undefined;
        do {
          const page = await lambda.call('ListFunctions', { FunctionVersion, MaxItems, Marker });
          expect(page.Functions?.length).toBeLessThanOrEqual(MaxItems);
          seen.push(...(page.Functions ?? []));
          Marker = page.NextMarker;
        } while (Marker !== undefined);
        expect(seen).toEqual(whole.Functions);
      }
    }
  });

  test('with ALL gives each function and then its versions, all ARNs qualified', async () => {
    await using lambda = await fill(['a', 'b']);
    const { Functions = [] } = await lambda.call('ListFunctions', { FunctionVersion: 'ALL' });
    expect(Functions.map((fn) => fn.FunctionArn?.split('function:')[1])).toEqual([
      'a:$LATEST',
      'a:1',
      'b:$LATEST',
      'b:1',
    ]);
  });

  test('does not show another account’s functions', async () => {
    await using lambda = await fill(['a']);
    const stranger = { ...request, caller: { ...request.caller, account: '210987654321' } };
    expect(await lambda.call('ListFunctions', {}, stranger)).toEqual({ Functions: [] });
  });
});

describe('GetAccountSettings', () => {
  test('counts $LATEST, every version and every layer version, and what is reserved', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 9 });
    await lambda.settle();
    const size = minimal.Code.ZipFile.byteLength;
    const usage = async () => (await lambda.call('GetAccountSettings', {})).AccountUsage;
    expect(await usage()).toEqual({ FunctionCount: 1, TotalCodeSize: 2 * size });
    await lambda.call('PublishVersion', { FunctionName: 'fn' });
    await lambda.call('PublishLayerVersion', { LayerName: 'l', Content: { ZipFile: minimal.Code.ZipFile } });
    expect(await usage()).toEqual({ FunctionCount: 1, TotalCodeSize: 4 * size });
    await lambda.call('PutFunctionConcurrency', { FunctionName: 'fn', ReservedConcurrentExecutions: 100 });
    expect((await lambda.call('GetAccountSettings', {})).AccountLimit).toEqual({
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 900,
    });
  });
});
