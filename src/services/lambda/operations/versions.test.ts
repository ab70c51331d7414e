import { describe, expect, test } from 'vitest';
import { fnArn, minimal, openLambda, type TestLambda } from '../functions.fixture.ts';

/** Makes `$LATEST` other than it was. */
async function change(lambda: TestLambda, Description: string): Promise<void> {
  await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Description });
  await lambda.settle();
}

const latestRevision = async (lambda: TestLambda) =>
  (await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' })).RevisionId;

describe('PublishVersion', () => {
  test('freezes $LATEST as version 1, active at once', async () => {
    await using lambda = await openLambda();
    await lambda.create({ Environment: { Variables: { STAGE: 'a' } } });
    const before = await latestRevision(lambda);
    const published = await lambda.call('PublishVersion', { FunctionName: 'fn', Description: 'First' });
    expect(published).toMatchObject({
      FunctionArn: `${fnArn}:1`,
      Version: '1',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Description: 'First',
    });
    expect(await latestRevision(lambda)).not.toBe(before);
    await lambda.call('UpdateFunctionConfiguration', {
      FunctionName: 'fn',
      Environment: { Variables: { STAGE: 'b' } },
    });
    await lambda.settle();
    expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn:1' })).toEqual(published);
  });

  test('without changes answers with the version there is, whatever the description, and changes nothing', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const first = await lambda.call('PublishVersion', { FunctionName: 'fn', Description: 'First' });
    const before = await latestRevision(lambda);
    expect(await lambda.call('PublishVersion', { FunctionName: 'fn', Description: 'Second' })).toEqual(first);
    expect(await latestRevision(lambda)).toBe(before);
    expect((await lambda.call('ListVersionsByFunction', { FunctionName: 'fn' })).Versions).toHaveLength(2);
  });

  test('after a change of configuration alone gives a new number with the same code', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const first = await lambda.call('PublishVersion', { FunctionName: 'fn' });
    await change(lambda, 'Second version :))');
    const second = await lambda.call('PublishVersion', { FunctionName: 'fn' });
    expect(second).toMatchObject({ Version: '2', Description: 'Second version :))', CodeSha256: first.CodeSha256 });
  });

  test('never gives a number twice, not even that of a deleted version', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    await lambda.call('PublishVersion', { FunctionName: 'fn' });
    await lambda.call('DeleteFunction', { FunctionName: 'fn', Qualifier: '1' });
    expect(await lambda.call('PublishVersion', { FunctionName: 'fn' })).toMatchObject({ Version: '2' });
  });

  test('gives each of many that come together the same version', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    const published = await Promise.all([1, 2, 3, 4].map(() => lambda.call('PublishVersion', { FunctionName: 'fn' })));
    expect(new Set(published.map((version) => version.Version))).toEqual(new Set(['1']));
    expect(new Set(published.map((version) => version.RevisionId)).size).toBe(1);
  });

  test.each([
    ['another hash', { CodeSha256: 'other' }, 'InvalidParameterValueException'],
    ['a stale revision', { RevisionId: 'stale' }, 'PreconditionFailedException'],
    [
      'both, of which the revision comes first',
      { CodeSha256: 'other', RevisionId: 'stale' },
      'PreconditionFailedException',
    ],
  ])('is refused at %s', async (_, precondition, type) => {
    await using lambda = await openLambda();
    await lambda.create();
    await expect(lambda.call('PublishVersion', { FunctionName: 'fn', ...precondition })).rejects.toMatchObject({
      type,
    });
  });

  test('is refused while the function is pending or being updated', async () => {
    await using lambda = await openLambda();
    const { RevisionId } = await lambda.call('CreateFunction', minimal);
    await expect(lambda.call('PublishVersion', { FunctionName: 'fn', RevisionId })).rejects.toMatchObject({
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    });
    await lambda.settle();
    await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'fn', Timeout: 9 });
    await expect(lambda.call('PublishVersion', { FunctionName: 'fn' })).rejects.toMatchObject({
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${fnArn}`,
    });
  });

  test('with SnapStart is pending first, and optimized on the version alone', async () => {
    await using lambda = await openLambda();
    await lambda.create({ SnapStart: { ApplyOn: 'PublishedVersions' } });
    const published = await lambda.call('PublishVersion', { FunctionName: 'fn' });
    expect(published).toMatchObject({
      State: 'Pending',
      SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' },
    });
    await lambda.settle();
    expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn:1' })).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
    });
    expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' })).toMatchObject({
      SnapStart: { OptimizationStatus: 'Off' },
    });
  });
});

describe('ListVersionsByFunction', () => {
  test('gives $LATEST and then the numbers as they count, a page at a time', async () => {
    await using lambda = await openLambda();
    await lambda.create();
    for (let round = 1; round <= 11; round += 1) {
      await change(lambda, `round ${round}`);
      await lambda.call('PublishVersion', { FunctionName: 'fn' });
    }
    const expected = ['$LATEST', ...Array.from({ length: 11 }, (_, index) => String(index + 1))];
    for (const MaxItems of [1, 5, 12, 10_000]) {
      const seen: unknown[] = [];
      let Marker: string | undefined;
      do {
        const page = await lambda.call('ListVersionsByFunction', { FunctionName: 'fn', MaxItems, Marker });
        expect(page.Versions?.length).toBeLessThanOrEqual(MaxItems);
        seen.push(...(page.Versions ?? []).map((version) => version.Version));
        Marker = page.NextMarker;
      } while (Marker !== undefined);
      expect(seen).toEqual(expected);
    }
  });

  test('does not find a function that is missing', async () => {
    await using lambda = await openLambda();
    await expect(lambda.call('ListVersionsByFunction', { FunctionName: 'fn' })).rejects.toMatchObject({
      message: `Function not found: ${fnArn}`,
    });
  });
});
