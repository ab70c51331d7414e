import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCodedeploy, type TestCodedeploy } from './codedeploy.fixture.ts';

let codedeploy: TestCodedeploy;
const arn = (resource: string) => `arn:aws:codedeploy:us-east-1:000000000000:${resource}`;

beforeEach(async () => {
  codedeploy = await openCodedeploy();
  await codedeploy.createGroup();
});

afterEach(async () => codedeploy[Symbol.asyncDispose]());

const tagsOf = async (ResourceArn: string) =>
  (await codedeploy.call('ListTagsForResource', { ResourceArn })).Tags ?? [];

test.each([arn('application:shop'), arn('deploymentgroup:shop/checkout')])(
  '%s takes tags, replaces and loses them',
  async (ResourceArn) => {
    expect(await tagsOf(ResourceArn)).toEqual([]);
    const Tags = [
      { Key: 'team', Value: 'blue' },
      { Key: 'cost', Value: '1' },
    ];
    expect(await codedeploy.call('TagResource', { ResourceArn, Tags })).toEqual({});
    await codedeploy.call('TagResource', { ResourceArn, Tags: [{ Key: 'cost', Value: '2' }] });
    expect(await tagsOf(ResourceArn)).toEqual([
      { Key: 'team', Value: 'blue' },
      { Key: 'cost', Value: '2' },
    ]);
    expect(await codedeploy.call('UntagResource', { ResourceArn, TagKeys: ['team', 'none'] })).toEqual({});
    expect(await tagsOf(ResourceArn)).toEqual([{ Key: 'cost', Value: '2' }]);
  },
);

test('tags from the creation are told', async () => {
  await codedeploy.call('CreateApplication', {
    applicationName: 'tagged',
    computePlatform: 'Lambda',
    tags: [{ Key: 'a' }],
  });
  expect(await tagsOf(arn('application:tagged'))).toEqual([{ Key: 'a', Value: '' }]);
});

test('tags given at the same moment are all kept', async () => {
  const ResourceArn = arn('application:shop');
  const keys = ['a', 'b', 'c', 'd'];
  await Promise.all(keys.map((Key) => codedeploy.call('TagResource', { ResourceArn, Tags: [{ Key, Value: '1' }] })));
  expect(new Set((await tagsOf(ResourceArn)).map(({ Key }) => Key))).toEqual(new Set(keys));
});

describe('a tag', () => {
  test.each<[string | undefined, string]>([
    [undefined, 'ResourceArnRequiredException'],
    ['', 'ResourceArnRequiredException'],
    ['shop', 'InvalidArnException'],
    ['arn:aws:lambda:us-east-1:000000000000:function:shop', 'InvalidArnException'],
    ['arn:aws:codedeploy:eu-west-1:000000000000:application:shop', 'InvalidArnException'],
    ['arn:aws:codedeploy:us-east-1:111111111111:application:shop', 'InvalidArnException'],
    [arn('deploymentgroup:shop'), 'InvalidArnException'],
    [arn('pipeline:shop'), 'InvalidArnException'],
    [arn('deploymentconfig:own'), 'ArnNotSupportedException'],
    [arn('application:none'), 'ApplicationDoesNotExistException'],
    [arn('deploymentgroup:none/checkout'), 'ApplicationDoesNotExistException'],
    [arn('deploymentgroup:shop/none'), 'DeploymentGroupDoesNotExistException'],
  ])('does not hang on %s', async (ResourceArn, type) => {
    await expect(
      codedeploy.call('TagResource', { ResourceArn, Tags: [{ Key: 'a', Value: '1' }] }),
    ).rejects.toMatchObject({ type });
    await expect(codedeploy.call('ListTagsForResource', { ResourceArn })).rejects.toMatchObject({ type });
  });

  const ResourceArn = arn('application:shop');

  test('must be there to be added or removed', async () => {
    const type = 'TagRequiredException';
    await expect(codedeploy.call('TagResource', { ResourceArn, Tags: [] })).rejects.toMatchObject({ type });
    await expect(codedeploy.call('UntagResource', { ResourceArn, TagKeys: [] })).rejects.toMatchObject({ type });
  });

  test('is the 51st and refused', async () => {
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await codedeploy.call('TagResource', { ResourceArn, Tags });
    await codedeploy.call('TagResource', { ResourceArn, Tags: [{ Key: 'k0', Value: 'new' }] });
    await expect(
      codedeploy.call('TagResource', { ResourceArn, Tags: [{ Key: 'one-more', Value: '' }] }),
    ).rejects.toMatchObject({ type: 'InvalidTagsToAddException' });
  });
});
