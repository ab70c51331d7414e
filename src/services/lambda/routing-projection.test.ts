import { describe, expect, test } from 'vitest';
import { fnArn, minimal, openLambda, startLambda, type TestLambda } from './functions.fixture.ts';
import { settingsOf } from './resources/settings.fixture.ts';
import type { RoutingChange } from './routing-change.ts';
import { describeRemoval, versionRoute } from './routing-projection.ts';
import { packageOf } from './test-zip.fixture.ts';

const runnable = {
  region: 'us-east-1',
  account: '123456789012',
  functionName: 'fn',
  version: '1',
  generation: 'g1',
  state: { phase: 'active' },
  settings: settingsOf({
    environment: { A: '1' },
    timeoutSeconds: 9,
    layers: [{ arn: 'l', codeSize: 1, blob: 'layer' }],
  }),
} as const;
const everywhere = (blob: string): string => `/packages/${blob}`;

/** What the data plane knows of a kind of thing after all changes: the last of each name. */
function lastOf<Kind extends RoutingChange['kind']>(
  lambda: Pick<TestLambda, 'changes'>,
  kind: Kind,
): Extract<RoutingChange, { kind: Kind }> | undefined {
  return lambda.changes.findLast((change): change is Extract<RoutingChange, { kind: Kind }> => change.kind === kind);
}

const latestKey = (lambda: Pick<TestLambda, 'changes'>): string | undefined => {
  const latest = lambda.changes.findLast((change) => change.kind === 'version' && change.version === '$LATEST');
  return latest?.kind === 'version' && latest.route.phase === 'active' ? latest.route.spec.key : undefined;
};

describe('a version', () => {
  test('runs with all that was frozen in it', () => {
    expect(versionRoute(runnable, everywhere)).toEqual({
      phase: 'active',
      spec: {
        key: expect.stringContaining(`${fnArn}|g1|1|`),
        region: 'us-east-1',
        account: '123456789012',
        functionName: 'fn',
        functionArn: fnArn,
        version: '1',
        runtime: 'nodejs22.x',
        handler: 'index.handler',
        architecture: 'x86_64',
        codePath: '/packages/bbbb',
        layerPaths: ['/packages/layer'],
        environment: { A: '1' },
        memoryMiB: 128,
        timeoutMs: 9000,
        ephemeralStorageMiB: 512,
        roleArn: 'arn:aws:iam::123456789012:role/runner',
        logGroup: '/aws/lambda/fn',
        logFormat: 'Text',
      },
    });
  });

  test.each([
    ['another generation', { generation: 'g2' }],
    ['another number', { version: '2' }],
    ['other settings', { settings: settingsOf({}) }],
  ])('of %s shares no environment with it', (_, changes) => {
    const keyOf = (version: Parameters<typeof versionRoute>[0]): unknown => {
      const route = versionRoute(version, everywhere);
      return route.phase === 'active' ? route.spec.key : undefined;
    };
    expect(keyOf({ ...runnable, ...changes })).not.toBe(keyOf(runnable));
  });

  test.each([
    ['pending', { state: { phase: 'pending' } }, everywhere, 'Pending'],
    ['failed', { state: { phase: 'failed', reasonCode: 'x', reason: 'y' } }, everywhere, 'Failed'],
    ['without its code', {}, () => undefined, 'Failed'],
    ['without a layer', {}, (blob: string) => (blob === 'layer' ? undefined : 'x'), 'Failed'],
  ] as const)('that is %s takes no calls', (_, changes, find, state) => {
    expect(versionRoute({ ...runnable, ...changes }, find)).toEqual({ phase: 'unready', state });
  });
});

test('a removal is told by the key alone', () => {
  const parts = { owner: { region: 'us-east-1', account: '123456789012' }, name: 'fn' };
  expect(
    ['function', 'version', 'alias', 'provisioned', 'layer'].map((kind) =>
      describeRemoval({ ...parts, kind, qualifier: '1' }),
    ),
  ).toEqual([
    { kind: 'function-deleted', functionArn: fnArn },
    { kind: 'version-deleted', functionArn: fnArn, version: '1' },
    { kind: 'alias-deleted', functionArn: fnArn, alias: '1' },
    { kind: 'provisioned', functionArn: fnArn, qualifier: '1', count: 0 },
    undefined,
  ]);
});

describe('routing', () => {
  test('refuses calls of a pending function, and takes them once its code is there', async () => {
    await using lambda = await openLambda();
    await lambda.call('CreateFunction', minimal);
    expect(lambda.changes).toEqual([
      {
        kind: 'function',
        functionArn: fnArn,
        route: { region: 'us-east-1', account: '123456789012', functionName: 'fn' },
      },
      { kind: 'version', functionArn: fnArn, version: '$LATEST', route: { phase: 'unready', state: 'Pending' } },
    ]);
    await lambda.settle();
    expect(lastOf(lambda, 'version')).toMatchObject({
      route: { phase: 'active', spec: { codePath: expect.stringContaining('packages') } },
    });
  });

  test('keeps running the old code until an update is done', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const before = latestKey(lambda);
    await lambda.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: packageOf('new') });
    expect(latestKey(lambda)).toBe(before);
    await lambda.settle();
    expect(latestKey(lambda)).not.toBe(before);
  });

  test('keeps its environments where only tags, policies or a publish changed', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const before = latestKey(lambda);
    await lambda.call('TagResource', { Resource: fnArn, Tags: { a: '1' } });
    await lambda.call('PublishVersion', { FunctionName: 'fn' });
    expect(latestKey(lambda)).toBe(before);
    expect(lambda.changes.length).toBeGreaterThan(4);
  });

  test('follows an alias before the request that moved it is answered', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 9 });
    await lambda.settle();
    await lambda.call('PublishVersion', { FunctionName: 'fn' });
    await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    expect(lastOf(lambda, 'alias')).toEqual({
      kind: 'alias',
      functionArn: fnArn,
      alias: 'live',
      route: { version: '1' },
    });
    await lambda.call('UpdateAlias', {
      FunctionName: 'fn',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    });
    expect(lastOf(lambda, 'alias')).toMatchObject({
      route: { version: '1', additional: { version: '2', weight: 0.1 } },
    });
    await lambda.call('DeleteAlias', { FunctionName: 'fn', Name: 'live' });
    expect(lambda.changes).toContainEqual({ kind: 'alias-deleted', functionArn: fnArn, alias: 'live' });
  });

  test('tells the reserve, and the end of it', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await lambda.call('PutFunctionConcurrency', { FunctionName: 'fn', ReservedConcurrentExecutions: 3 });
    expect(lastOf(lambda, 'function')).toMatchObject({ route: { reservedConcurrency: 3 } });
    await lambda.call('DeleteFunctionConcurrency', { FunctionName: 'fn' });
    expect(lastOf(lambda, 'function')?.route).not.toHaveProperty('reservedConcurrency');
  });

  test('opens a URL when its policy does, and closes it with the policy', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await lambda.call('CreateFunctionUrlConfig', { FunctionName: 'fn', AuthType: 'NONE' });
    expect(lastOf(lambda, 'url')).toMatchObject({
      route: { functionArn: fnArn, qualifier: '$LATEST', authType: 'NONE', isPublic: false },
    });
    await lambda.call('AddPermission', {
      FunctionName: 'fn',
      StatementId: 'open',
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    });
    expect(lastOf(lambda, 'url')).toMatchObject({ route: { isPublic: true } });
    await lambda.call('RemovePermission', { FunctionName: 'fn', StatementId: 'open' });
    expect(lastOf(lambda, 'url')).toMatchObject({ route: { isPublic: false } });
    await lambda.call('DeleteFunctionUrlConfig', { FunctionName: 'fn' });
    expect(lastOf(lambda, 'url-deleted')?.urlId).toBe(lastOf(lambda, 'url')?.urlId);
  });

  test('forgets a function last of all that belongs to it', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    const before = lambda.changes.length;
    await lambda.call('DeleteFunction', { FunctionName: 'fn' });
    expect(lambda.changes.slice(before).map((change) => change.kind)).toEqual([
      'version-deleted',
      'alias-deleted',
      'function-deleted',
    ]);
  });

  test('is whole again after a restart, code included', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Publish: true });
    await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
    await lambda.stop();
    const next = await startLambda(lambda.folder, lambda.objects);
    expect(
      next.changes.map((change) => [
        change.kind,
        'route' in change && 'phase' in change.route ? change.route.phase : '',
      ]),
    ).toEqual([
      ['alias', ''],
      ['function', ''],
      ['version', 'active'],
      ['version', 'active'],
    ]);
    await next.stop();
  });
});
