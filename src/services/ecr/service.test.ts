import { expect, test } from 'vitest';
import type { RequestContext } from '../../aws/caller.ts';
import { createEcrService } from './service.ts';

const request: RequestContext = {
  caller: {
    region: 'us-east-1',
    account: '000000000000',
    arn: 'arn:aws:iam::000000000000:root',
    userId: '000000000000',
    accessKeyId: 'AKIAROOT',
  },
  requestId: 'request',
  origin: '',
};

const { DescribeRepositories: describeRepositories } = createEcrService();

test('a registry has no repositories', async () => {
  expect(await describeRepositories({}, request)).toEqual({ repositories: [] });
});

test('a repository that is asked for by name does not exist', async () => {
  await expect(describeRepositories({ repositoryNames: ['shop'] }, request)).rejects.toMatchObject({
    type: 'RepositoryNotFoundException',
    message: "The repository with name 'shop' does not exist in the registry with id '000000000000'",
  });
});

test('the registry that was named stands in the words', async () => {
  await expect(
    describeRepositories({ repositoryNames: ['shop'], registryId: '123456789012' }, request),
  ).rejects.toThrow("in the registry with id '123456789012'");
});
