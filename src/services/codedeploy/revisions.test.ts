import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodedeployOperations } from '../../api/codedeploy.ts';
import { RevisionConflict } from '../../storage/documents.ts';
import { openCodedeploy, owner, type TestCodedeploy } from './codedeploy.fixture.ts';
import { requireApplication, requireGroup } from './records.ts';
import { activityKey } from './resources/keys.ts';
import { parseRevision, revisionIdOf } from './resources/revision-location.ts';
import { useRevision } from './revisions.ts';

type Location = NonNullable<CodedeployOperations['CreateDeployment']['input']['revision']>;
type Filter = Partial<CodedeployOperations['ListApplicationRevisions']['input']>;

let codedeploy: TestCodedeploy;

beforeEach(async () => {
  codedeploy = await openCodedeploy();
  await codedeploy.createGroup();
});

afterEach(async () => codedeploy[Symbol.asyncDispose]());

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const content = 'version: 0.0\nResources: []\n';
const sha256 = hash(content);
const inline = (text: string): Location => ({ revisionType: 'AppSpecContent', appSpecContent: { content: text } });
const byHash: Location = { revisionType: 'AppSpecContent', appSpecContent: { sha256 } };
const inS3 = (key: string, more: object = {}): Location => ({
  revisionType: 'S3',
  s3Location: { bucket: 'releases', key, bundleType: 'YAML', ...more },
});

const register = (revision: Location, description?: string) =>
  codedeploy.call('RegisterApplicationRevision', {
    applicationName: 'shop',
    revision,
    ...(description !== undefined && { description }),
  });
const get = (revision: Location) => codedeploy.call('GetApplicationRevision', { applicationName: 'shop', revision });

describe('a revision', () => {
  test('is registered, and told with its content to who knows its hash, also after a restart', async () => {
    expect(await register(inline(content), 'first')).toEqual({});
    await codedeploy.restart();
    expect(await get(byHash)).toEqual({
      applicationName: 'shop',
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content, sha256 } },
      revisionInfo: {
        description: 'first',
        deploymentGroups: [],
        registerTime: new Date(codedeploy.clock.now()),
      },
    });
  });

  test('is the same under the older name of its type', async () => {
    await register({ revisionType: 'String', string: { content, sha256 } });
    expect((await get(byHash)).revision).toEqual({ revisionType: 'String', string: { content, sha256 } });
    await register(inline(content));
    expect((await codedeploy.call('ListApplicationRevisions', { applicationName: 'shop' })).revisions).toHaveLength(1);
  });

  test('in S3 is told as it was given, and its version makes it another', async () => {
    await register(inS3('a.yaml', { version: '1', eTag: 'tag' }));
    await register(inS3('a.yaml'));
    expect((await get(inS3('a.yaml', { version: '1', eTag: 'tag' }))).revision).toEqual(
      inS3('a.yaml', { version: '1', eTag: 'tag' }),
    );
    await expect(get(inS3('a.yaml', { version: '2' }))).rejects.toMatchObject({
      type: 'RevisionDoesNotExistException',
    });
  });

  test('that is registered again keeps its time and its description, unless there is a new one', async () => {
    const registerTime = new Date(codedeploy.clock.now());
    await register(inline(content), 'first');
    await codedeploy.clock.advance(1000);
    await register(inline(content));
    expect((await get(byHash)).revisionInfo).toMatchObject({ description: 'first', registerTime });
    await register(inline(content), 'second');
    expect((await get(byHash)).revisionInfo).toMatchObject({ description: 'second', registerTime });
  });

  test.each<[string, Location | undefined, string]>([
    ['none', undefined, 'RevisionRequiredException'],
    ['one without a type', { appSpecContent: { content } }, 'InvalidRevisionException'],
    ['one without what its type says', { revisionType: 'AppSpecContent' }, 'InvalidRevisionException'],
    [
      'one of another type than it says',
      { revisionType: 'String', appSpecContent: { content } },
      'InvalidRevisionException',
    ],
    ['an empty one', { revisionType: 'AppSpecContent', appSpecContent: {} }, 'InvalidRevisionException'],
    [
      'one whose hash is of something else',
      { revisionType: 'AppSpecContent', appSpecContent: { content, sha256: hash('other') } },
      'InvalidRevisionException',
    ],
    [
      'one whose hash is none',
      { revisionType: 'AppSpecContent', appSpecContent: { sha256: '../application/shop' } },
      'InvalidRevisionException',
    ],
    ['one from GitHub', { revisionType: 'GitHub', gitHubLocation: { repository: 'a/b' } }, 'InvalidRevisionException'],
    ['a zip archive', inS3('a.zip', { bundleType: 'zip' }), 'InvalidRevisionException'],
    ['one in no bucket', inS3('a.yaml', { bucket: undefined }), 'InvalidRevisionException'],
    ['one without a key', inS3(''), 'InvalidRevisionException'],
  ])('is refused: %s', async (_, revision, type) => {
    await expect(
      codedeploy.call('RegisterApplicationRevision', { applicationName: 'shop', revision }),
    ).rejects.toMatchObject({ type });
    await expect(
      codedeploy.call('GetApplicationRevision', { applicationName: 'shop', revision }),
    ).rejects.toMatchObject({ type });
  });

  test('of an unfit bundle is refused in the words of AWS', async () => {
    await expect(register(inS3('a.yaml', { bundleType: undefined }))).rejects.toThrow(
      'BundleType must be either YAML or JSON',
    );
  });

  test('that is only a hash cannot be registered', async () => {
    await expect(register(byHash)).rejects.toMatchObject({ type: 'RevisionDoesNotExistException' });
  });

  test('takes the hash in capitals', async () => {
    await register({ revisionType: 'AppSpecContent', appSpecContent: { content, sha256: sha256.toUpperCase() } });
    expect((await get(byHash)).revision?.appSpecContent?.sha256).toBe(sha256);
  });

  test('with a long description is refused', async () => {
    await register(inline(content), 'é'.repeat(256));
    await expect(register(inline(content), 'x'.repeat(257))).rejects.toMatchObject({
      type: 'DescriptionTooLongException',
    });
  });

  test('of a missing application is refused', async () => {
    await expect(
      codedeploy.call('RegisterApplicationRevision', { applicationName: 'none', revision: inline(content) }),
    ).rejects.toMatchObject({ type: 'ApplicationDoesNotExistException' });
  });
});

describe('a deployment', () => {
  const use = async (location: Location, deploymentId: string, atMs = codedeploy.clock.now()) => {
    const { value: application } = await requireApplication(codedeploy.context, owner, 'shop');
    return useRevision(codedeploy.context, { application, reference: parseRevision(location), deploymentId, atMs });
  };

  test('registers its revision, which another can name by the hash', async () => {
    const first = await use(inline(content), 'd-FIRST0000', 1000);
    await expect(get(byHash)).rejects.toMatchObject({ type: 'RevisionDoesNotExistException' });
    await codedeploy.documents.write(first.changes);
    const second = await use(byHash, 'd-SECOND000', 2000);
    await codedeploy.documents.write(second.changes);
    expect(second.record.source).toEqual(first.record.source);
    expect((await get(byHash)).revisionInfo).toEqual({
      description: 'Application revision registered by Deployment ID: d-FIRST0000',
      deploymentGroups: [],
      registerTime: new Date(1000),
      firstUsedTime: new Date(1000),
      lastUsedTime: new Date(2000),
    });
  });

  test('leaves the description of a revision that was registered before', async () => {
    await register(inline(content), 'mine');
    await codedeploy.documents.write((await use(inline(content), 'd-FIRST0000')).changes);
    expect((await get(byHash)).revisionInfo?.description).toBe('mine');
  });

  test('is refused for a hash that is not known', async () => {
    await expect(use(byHash, 'd-FIRST0000')).rejects.toMatchObject({ type: 'RevisionDoesNotExistException' });
  });

  test('notices another that uses the revision at the same moment', async () => {
    const [first, second] = [await use(inline(content), 'd-FIRST0000'), await use(inline(content), 'd-SECOND000')];
    await codedeploy.documents.write(first.changes);
    await expect(codedeploy.documents.write(second.changes)).rejects.toThrow(RevisionConflict);
  });
});

describe('revisions', () => {
  test('are got in a batch, which tells which are missing', async () => {
    await register(inline(content), 'first');
    const batch = (revisions: Location[]) =>
      codedeploy.call('BatchGetApplicationRevisions', { applicationName: 'shop', revisions });
    const found = await batch([byHash, inS3('none.yaml')]);
    expect(found.applicationName).toBe('shop');
    expect(found.revisions).toMatchObject([
      { revisionLocation: { appSpecContent: { content } }, genericRevisionInfo: { description: 'first' } },
    ]);
    expect(found.errorMessage).toContain('s3://releases/none.yaml');
    await expect(batch([])).rejects.toMatchObject({ type: 'RevisionRequiredException' });
    await expect(batch([inS3('a.zip', { bundleType: 'zip' })])).rejects.toMatchObject({
      type: 'InvalidRevisionException',
    });
    await expect(batch(Array.from({ length: 26 }, () => byHash))).rejects.toMatchObject({
      type: 'BatchLimitExceededException',
    });
  });

  const list = async (filter: Filter = {}) => {
    const { revisions = [], nextToken } = await codedeploy.call('ListApplicationRevisions', {
      applicationName: 'shop',
      ...filter,
    });
    return {
      keys: revisions.map(({ s3Location, appSpecContent }) => s3Location?.key ?? appSpecContent?.sha256),
      nextToken,
    };
  };

  /** Registered one after the other, and used the other way round. */
  async function registerThree(): Promise<void> {
    const { value: application } = await requireApplication(codedeploy.context, owner, 'shop');
    for (const key of ['a/1.yaml', 'a/2.yaml', 'b/3.yaml']) {
      await register(inS3(key));
      await codedeploy.clock.advance(1000);
    }
    for (const [key, atMs] of [
      ['b/3.yaml', 1000],
      ['a/1.yaml', 2000],
      ['b/3.yaml', 3000],
    ] as const) {
      const reference = parseRevision(inS3(key));
      const { changes } = await useRevision(codedeploy.context, { application, reference, deploymentId: 'd', atMs });
      await codedeploy.documents.write(changes);
    }
  }

  test.each<[Filter, readonly string[]]>([
    [{ sortBy: 'registerTime' }, ['a/1.yaml', 'a/2.yaml', 'b/3.yaml']],
    [{ sortBy: 'registerTime', sortOrder: 'descending' }, ['b/3.yaml', 'a/2.yaml', 'a/1.yaml']],
    [{ sortBy: 'firstUsedTime' }, ['a/2.yaml', 'b/3.yaml', 'a/1.yaml']],
    [{ sortBy: 'lastUsedTime' }, ['a/2.yaml', 'a/1.yaml', 'b/3.yaml']],
    [{ sortBy: 'registerTime', s3Bucket: 'releases', s3KeyPrefix: 'a/' }, ['a/1.yaml', 'a/2.yaml']],
    [{ s3Bucket: 'other' }, []],
    [{ deployed: 'include' }, ['a/1.yaml']],
    [{ sortBy: 'registerTime', deployed: 'exclude' }, ['a/2.yaml', 'b/3.yaml']],
    [{ sortBy: 'registerTime', deployed: 'ignore' }, ['a/1.yaml', 'a/2.yaml', 'b/3.yaml']],
  ])('are listed by %o', async (filter, keys) => {
    await registerThree();
    const { value: application } = await requireApplication(codedeploy.context, owner, 'shop');
    const { value: group } = await requireGroup(codedeploy.context, application, 'checkout');
    const activity = { targetRevisionId: revisionIdOf(parseRevision(inS3('a/1.yaml'))) };
    await codedeploy.documents.write([{ kind: 'put', key: activityKey(owner, group.id), value: activity }]);
    expect((await list(filter)).keys).toEqual(keys);
  });

  test('are listed without their content, and those elsewhere than in S3 in no bucket', async () => {
    await register(inline(content));
    const { revisions } = await codedeploy.call('ListApplicationRevisions', { applicationName: 'shop' });
    expect(revisions).toEqual([byHash]);
    expect((await list({ s3Bucket: 'releases' })).keys).toEqual([]);
  });

  test.each(['ascending', 'descending'] as const)('are listed a page at a time, %s', async (sortOrder) => {
    for (let index = 0; index < 230; index += 1) {
      await register(inS3(String(index).padStart(3, '0')));
      // So that some have the same time.
      if (index % 3 === 0) await codedeploy.clock.advance(1000);
    }
    const filter = { sortBy: 'registerTime', sortOrder } as const;
    const pages = [await list(filter)];
    while (pages.at(-1)?.nextToken !== undefined)
      pages.push(await list({ ...filter, nextToken: pages.at(-1)?.nextToken }));
    expect(pages.map(({ keys }) => keys.length)).toEqual([100, 100, 30]);
    const keys = pages.flatMap((page) => page.keys);
    expect(new Set(keys).size).toBe(230);
    expect(keys[0]).toMatch(sortOrder === 'ascending' ? /^000$/ : /^22[89]$/);
  });

  test.each<[Filter, string]>([
    [{ s3KeyPrefix: 'a/' }, 'BucketNameFilterRequiredException'],
    [{ s3Bucket: '' }, 'InvalidBucketNameFilterException'],
    [{ nextToken: 'nonsense' }, 'InvalidNextTokenException'],
  ])('are not listed by %o', async (filter, type) => {
    await register(inline(content));
    await expect(list(filter)).rejects.toMatchObject({ type });
  });
});
