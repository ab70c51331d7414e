import { describe, expect, test } from 'vitest';
import { fnArn, openLambda } from '../functions.fixture.ts';

/** With versions 1 and 2 of one function. */
async function openVersions() {
  const lambda = await openLambda();
  await lambda.create({ Publish: true });
  await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 9 });
  await lambda.settle();
  await lambda.call('PublishVersion', { FunctionName: 'fn' });
  return lambda;
}

const canary = {
  FunctionName: 'fn',
  Name: 'live',
  FunctionVersion: '1',
  RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
};

describe('CreateAlias', () => {
  test('tells the alias, its weights and an empty description', async () => {
    await using lambda = await openVersions();
    const created = await lambda.call('CreateAlias', canary);
    expect(created).toEqual({
      AliasArn: `${fnArn}:live`,
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
      RevisionId: expect.any(String),
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    });
    expect(await lambda.call('GetAlias', { FunctionName: 'fn', Name: 'live' })).toEqual(created);
    expect(await lambda.call('GetAlias', { FunctionName: `${fnArn}:live`, Name: 'live' })).toEqual(created);
  });

  test('tells no weights where there are none', async () => {
    await using lambda = await openVersions();
    expect(
      await lambda.call('CreateAlias', { ...canary, RoutingConfig: { AdditionalVersionWeights: {} } }),
    ).not.toHaveProperty('RoutingConfig');
  });

  test('leaves the RevisionIds of function and version alone', async () => {
    await using lambda = await openVersions();
    const revisions = () =>
      Promise.all(
        ['fn', 'fn:1'].map(
          async (FunctionName) => (await lambda.call('GetFunctionConfiguration', { FunctionName })).RevisionId,
        ),
      );
    const before = await revisions();
    await lambda.call('CreateAlias', canary);
    expect(await revisions()).toEqual(before);
  });

  test('refuses a name that is taken', async () => {
    await using lambda = await openVersions();
    await lambda.call('CreateAlias', canary);
    await expect(lambda.call('CreateAlias', canary)).rejects.toMatchObject({
      type: 'ResourceConflictException',
      message: `Alias already exists: ${fnArn}:live`,
    });
  });

  test('refuses a function that is missing by naming the version', async () => {
    await using lambda = await openVersions();
    await expect(lambda.call('CreateAlias', { ...canary, FunctionName: 'fn-unknown' })).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      message: `Function not found: ${fnArn}-unknown:1`,
    });
  });

  test('refuses a function name with a qualifier', async () => {
    await using lambda = await openVersions();
    await expect(lambda.call('CreateAlias', { ...canary, FunctionName: 'fn:1' })).rejects.toMatchObject({
      type: 'InvalidParameterValueException',
    });
  });
});

describe('UpdateAlias', () => {
  test('with nothing to change gives a new RevisionId', async () => {
    await using lambda = await openVersions();
    const { RevisionId, ...before } = await lambda.call('CreateAlias', canary);
    const updated = await lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'live' });
    expect(updated).toMatchObject(before);
    expect(updated.RevisionId).not.toBe(RevisionId);
  });

  test('promotes in one call: the new version, and no weights', async () => {
    await using lambda = await openVersions();
    await lambda.call('CreateAlias', canary);
    const promoted = await lambda.call('UpdateAlias', {
      FunctionName: 'fn',
      Name: 'live',
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: {} },
    });
    expect(promoted).toMatchObject({ FunctionVersion: '2' });
    expect(promoted).not.toHaveProperty('RoutingConfig');
  });

  test('refuses the version that has a weight already, unless the weights go', async () => {
    await using lambda = await openVersions();
    await lambda.call('CreateAlias', canary);
    await expect(
      lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '2' }),
    ).rejects.toMatchObject({
      message: 'Invalid function version 2. Function version 2 is already included in routing configuration.',
    });
  });

  test('changes the description alone, and the weight alone', async () => {
    await using lambda = await openVersions();
    await lambda.call('CreateAlias', canary);
    expect(
      await lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'live', Description: 'shifting' }),
    ).toMatchObject({
      Description: 'shifting',
      RoutingConfig: canary.RoutingConfig,
    });
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.5 } };
    expect(await lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'live', RoutingConfig })).toMatchObject({
      Description: 'shifting',
      RoutingConfig,
    });
  });

  test('is refused at a stale RevisionId', async () => {
    await using lambda = await openVersions();
    const { RevisionId } = await lambda.call('CreateAlias', canary);
    await lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'live', RevisionId });
    await expect(lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'live', RevisionId })).rejects.toMatchObject({
      type: 'PreconditionFailedException',
    });
  });

  test('lets one of many at one RevisionId through', async () => {
    await using lambda = await openVersions();
    const { RevisionId } = await lambda.call('CreateAlias', canary);
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map(() => lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'live', RevisionId })),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('does not find an alias that is missing', async () => {
    await using lambda = await openVersions();
    await expect(lambda.call('UpdateAlias', { FunctionName: 'fn', Name: 'non-existent' })).rejects.toMatchObject({
      message: `Alias not found: ${fnArn}:non-existent`,
    });
  });
});

describe('DeleteAlias', () => {
  test('takes along what was configured for the alias, but not its URL', async () => {
    await using lambda = await openVersions();
    await lambda.call('CreateAlias', canary);
    await lambda.call('PutFunctionEventInvokeConfig', {
      FunctionName: 'fn',
      Qualifier: 'live',
      MaximumRetryAttempts: 0,
    });
    await lambda.call('CreateFunctionUrlConfig', { FunctionName: 'fn', Qualifier: 'live', AuthType: 'NONE' });
    await lambda.call('DeleteAlias', { FunctionName: 'fn', Name: 'live' });
    await expect(lambda.call('GetAlias', { FunctionName: 'fn', Name: 'live' })).rejects.toMatchObject({
      message: `Cannot find alias arn: ${fnArn}:live`,
    });
    const keys = (await lambda.store.documents.list({ prefix: 'lambda/' })).documents.map(({ key }) =>
      key.split('/').slice(3).join('/'),
    );
    expect(keys.filter((key) => key.endsWith('/live'))).toEqual(['url/fn/live']);
  });

  test('of an alias that is missing is no error', async () => {
    await using lambda = await openVersions();
    expect(await lambda.call('DeleteAlias', { FunctionName: 'fn', Name: 'non-existent' })).toEqual({});
  });
});

describe('ListAliases', () => {
  test('lists by name, and by primary version alone, a page at a time', async () => {
    await using lambda = await openVersions();
    for (const [Name, FunctionVersion] of [
      ['d', '1'],
      ['b', '2'],
      ['a', '1'],
      ['c', '$LATEST'],
      ['e', '1'],
    ] as const) {
      await lambda.call('CreateAlias', { FunctionName: 'fn', Name, FunctionVersion });
    }
    await lambda.call('CreateAlias', {
      ...canary,
      Name: 'f',
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { '1': 0.5 } },
    });
    const list = async (FunctionVersion: string | undefined, MaxItems: number) => {
      const names: unknown[] = [];
      let Marker: string | undefined;
      do {
        const page = await lambda.call('ListAliases', { FunctionName: 'fn', FunctionVersion, MaxItems, Marker });
        names.push(...(page.Aliases ?? []).map((alias) => alias.Name));
        Marker = page.NextMarker;
      } while (Marker !== undefined);
      return names;
    };
    for (const MaxItems of [1, 2, 50]) {
      expect(await list(undefined, MaxItems)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
      expect(await list('1', MaxItems)).toEqual(['a', 'd', 'e']);
    }
  });

  test('does not find a function that is missing', async () => {
    await using lambda = await openLambda();
    await expect(lambda.call('ListAliases', { FunctionName: 'fn' })).rejects.toMatchObject({
      message: `Function not found: ${fnArn}`,
    });
  });
});
