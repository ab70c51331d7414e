import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCodedeploy, owner, type TestCodedeploy } from './codedeploy.fixture.ts';

let codedeploy: TestCodedeploy;

beforeEach(async () => {
  codedeploy = await openCodedeploy();
});

afterEach(async () => codedeploy[Symbol.asyncDispose]());

const create = (applicationName: string) =>
  codedeploy.call('CreateApplication', { applicationName, computePlatform: 'Lambda' });

describe('an application', () => {
  test('is told as AWS tells it, also after a restart', async () => {
    const { applicationId } = await create('shop');
    expect(applicationId).toMatch(/^[0-9a-f-]{36}$/);
    await codedeploy.restart();
    expect(await codedeploy.call('GetApplication', { applicationName: 'shop' })).toEqual({
      application: {
        applicationId,
        applicationName: 'shop',
        createTime: new Date(codedeploy.clock.now()),
        linkedToGitHub: false,
        computePlatform: 'Lambda',
      },
    });
  });

  test.each<[string, object, string]>([
    ['without a name', { applicationName: undefined }, 'ApplicationNameRequiredException'],
    ['with a slash in its name', { applicationName: 'a/b' }, 'InvalidApplicationNameException'],
    ['with a long name', { applicationName: 'x'.repeat(101) }, 'InvalidApplicationNameException'],
    ['for servers', { computePlatform: 'Server' }, 'InvalidComputePlatformException'],
    ['for ECS', { computePlatform: 'ECS' }, 'InvalidComputePlatformException'],
    ['for no named platform', { computePlatform: undefined }, 'InvalidComputePlatformException'],
    ['of a name that is there', { applicationName: 'there' }, 'ApplicationAlreadyExistsException'],
    ['with a tag twice', { tags: [{ Key: 'a' }, { Key: 'a' }] }, 'InvalidTagsToAddException'],
    ['with a tag without a key', { tags: [{ Value: '1' }] }, 'InvalidTagsToAddException'],
    ['with a tag of AWS', { tags: [{ Key: 'aws:a' }] }, 'InvalidTagsToAddException'],
    [
      'with 51 tags',
      { tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })) },
      'InvalidTagsToAddException',
    ],
  ])('is refused %s', async (_, input, type) => {
    await create('there');
    await expect(
      codedeploy.call('CreateApplication', { applicationName: 'shop', computePlatform: 'Lambda', ...input }),
    ).rejects.toMatchObject({ type });
  });

  test('for another platform is refused with the way out', async () => {
    await expect(codedeploy.call('CreateApplication', { applicationName: 'shop' })).rejects.toThrow(
      'Serin deploys to Lambda alone: set computePlatform to Lambda.',
    );
  });

  test('is made once when two ask for it at the same time', async () => {
    const outcomes = await Promise.allSettled([create('shop'), create('shop')]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('that is missing is named', async () => {
    await expect(codedeploy.call('GetApplication', { applicationName: 'none' })).rejects.toMatchObject({
      type: 'ApplicationDoesNotExistException',
      message: 'No application found for name: none',
    });
  });

  test('is the 1001st and refused', async () => {
    await create('a');
    const { documents: found } = await codedeploy.documents.list({ prefix: 'codedeploy/us-east-1/000000000000/' });
    const [first] = found;
    const names = Array.from({ length: 999 }, (_, index) => `b${index}`);
    await codedeploy.documents.write(
      names.map((name) => ({
        kind: 'put' as const,
        key: `codedeploy/us-east-1/000000000000/application/${name}`,
        value: { ...Object(first?.value), name },
      })),
    );
    await expect(create('z')).rejects.toMatchObject({ type: 'ApplicationLimitExceededException' });
  });
});

describe('applications', () => {
  test('are got in a batch, which one missing name spoils', async () => {
    await create('a');
    await create('b');
    const { applicationsInfo } = await codedeploy.call('BatchGetApplications', { applicationNames: ['b', 'a'] });
    expect(applicationsInfo?.map(({ applicationName }) => applicationName)).toEqual(['b', 'a']);
    await expect(codedeploy.call('BatchGetApplications', { applicationNames: ['a', 'none'] })).rejects.toMatchObject({
      type: 'ApplicationDoesNotExistException',
    });
  });

  test.each([
    [[], 'ApplicationNameRequiredException'],
    [Array.from({ length: 101 }, () => 'a'), 'BatchLimitExceededException'],
  ])('are not got in a batch of an unfit size', async (applicationNames, type) => {
    await expect(codedeploy.call('BatchGetApplications', { applicationNames })).rejects.toMatchObject({ type });
  });

  test('are listed a page at a time', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `app-${String(index).padStart(3, '0')}`);
    for (const name of names) await create(name);
    const first = await codedeploy.call('ListApplications', {});
    expect(first.applications).toHaveLength(100);
    const second = await codedeploy.call('ListApplications', { nextToken: first.nextToken });
    expect(second.nextToken).toBeUndefined();
    expect([...(first.applications ?? []), ...(second.applications ?? [])]).toEqual(names);
    await expect(codedeploy.call('ListApplications', { nextToken: 'nonsense' })).rejects.toMatchObject({
      type: 'InvalidNextTokenException',
    });
  });
});

describe('a new name', () => {
  test('leaves the groups and revisions as they are', async () => {
    await codedeploy.createGroup();
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } } as const;
    await codedeploy.call('RegisterApplicationRevision', { applicationName: 'shop', revision });
    await codedeploy.call('UpdateApplication', { applicationName: 'shop', newApplicationName: 'store' });
    const { deploymentGroupInfo } = await codedeploy.call('GetDeploymentGroup', {
      applicationName: 'store',
      deploymentGroupName: 'checkout',
    });
    expect(deploymentGroupInfo?.applicationName).toBe('store');
    expect((await codedeploy.call('ListApplicationRevisions', { applicationName: 'store' })).revisions).toHaveLength(1);
    await expect(codedeploy.call('GetApplication', { applicationName: 'shop' })).rejects.toMatchObject({
      type: 'ApplicationDoesNotExistException',
    });
  });

  test.each([
    ['there', 'ApplicationAlreadyExistsException'],
    [undefined, 'ApplicationNameRequiredException'],
    ['a/b', 'InvalidApplicationNameException'],
  ])('is refused: %s', async (newApplicationName, type) => {
    await create('shop');
    await create('there');
    await expect(
      codedeploy.call('UpdateApplication', { applicationName: 'shop', newApplicationName }),
    ).rejects.toMatchObject({ type });
  });
});

describe('a deleted application', () => {
  test('takes its groups and revisions along and leaves its neighbours', async () => {
    await codedeploy.createGroup('shop', 'checkout');
    await codedeploy.createGroup('shop2', 'checkout');
    const revisions = Array.from({ length: 130 }, (_, index) => `version: 0.0 # ${index}`);
    for (const content of revisions)
      await codedeploy.call('RegisterApplicationRevision', {
        applicationName: 'shop',
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      });
    await codedeploy.call('DeleteApplication', { applicationName: 'shop' });
    const { documents } = await codedeploy.documents.list<{ name: string }>({
      prefix: `codedeploy/${owner.region}/${owner.account}/`,
    });
    expect(documents.map(({ value }) => value.name)).toEqual(['shop2', 'checkout']);
  });

  test('is deleted again without an error', async () => {
    expect(await codedeploy.call('DeleteApplication', { applicationName: 'none' })).toEqual({});
  });
});
