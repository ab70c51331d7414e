import { expect, test } from 'vitest';
import { openLogs } from '../logs.fixture.ts';

const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:';

test('a group is told with all that it was created with', async () => {
  await using logs = await openLogs();
  await logs.call('CreateLogGroup', { logGroupName: '/a/b', tags: { k: 'v' }, kmsKeyId: 'key' });
  await logs.call('PutRetentionPolicy', { logGroupName: '/a/b', retentionInDays: 7 });
  const { logGroups } = await logs.call('DescribeLogGroups', {});
  expect(logGroups).toEqual([
    {
      logGroupName: '/a/b',
      creationTime: logs.clock.now(),
      retentionInDays: 7,
      metricFilterCount: 0,
      arn: `${arn}/a/b:*`,
      logGroupArn: `${arn}/a/b`,
      kmsKeyId: 'key',
      logGroupClass: 'STANDARD',
      storedBytes: 0,
      deletionProtectionEnabled: false,
    },
  ]);
});

test('a second group of the same name is refused', async () => {
  await using logs = await openLogs();
  await logs.call('CreateLogGroup', { logGroupName: 'g' });
  await expect(logs.call('CreateLogGroup', { logGroupName: 'g' })).rejects.toMatchObject({
    type: 'ResourceAlreadyExistsException',
    message: 'The specified log group already exists',
  });
});

test('groups are paged by name, and found by prefix and by any part of the name', async () => {
  await using logs = await openLogs();
  for (const name of ['b/2', 'a/1', 'b/1', 'c']) await logs.call('CreateLogGroup', { logGroupName: name });
  const names = async (input: Parameters<typeof logs.call<'DescribeLogGroups'>>[1]) => {
    const { logGroups, nextToken } = await logs.call('DescribeLogGroups', input);
    return { names: logGroups?.map(({ logGroupName }) => logGroupName), nextToken };
  };
  const first = await names({ limit: 3 });
  expect(first.names).toEqual(['a/1', 'b/1', 'b/2']);
  expect(await names({ limit: 3, nextToken: first.nextToken })).toEqual({ names: ['c'], nextToken: undefined });
  expect((await names({ logGroupNamePrefix: 'b/' })).names).toEqual(['b/1', 'b/2']);
  expect((await names({ logGroupNamePattern: '/1' })).names).toEqual(['a/1', 'b/1']);
  await expect(names({ nextToken: 'nonsense' })).rejects.toMatchObject({
    type: 'InvalidParameterException',
    message: 'The specified nextToken is invalid.',
  });
});

test('accounts and regions have groups of their own', async () => {
  await using logs = await openLogs();
  await logs.call('CreateLogGroup', { logGroupName: 'g' });
  const others = [{ region: 'eu-west-1' }, { account: '111111111111' }];
  for (const other of others) {
    expect((await logs.call('DescribeLogGroups', {}, other)).logGroups).toEqual([]);
    await expect(logs.call('DeleteLogGroup', { logGroupName: 'g' }, other)).rejects.toMatchObject({
      type: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  }
});

test('ListLogGroups takes parts of names, and beginnings', async () => {
  await using logs = await openLogs();
  for (const name of ['xfoo', 'foo', 'bar']) await logs.call('CreateLogGroup', { logGroupName: name });
  const names = async (logGroupNamePattern: string) =>
    (await logs.call('ListLogGroups', { logGroupNamePattern })).logGroups?.map(({ logGroupName }) => logGroupName);
  expect(await names('foo')).toEqual(['foo', 'xfoo']);
  expect(await names('^foo|bar')).toEqual(['bar', 'foo']);
  expect(await names('none')).toEqual([]);
});

test('only the periods that AWS names can be set, and a policy can be deleted again', async () => {
  await using logs = await openLogs();
  await logs.call('CreateLogGroup', { logGroupName: 'g' });
  await expect(logs.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 2 })).rejects.toMatchObject({
    type: 'InvalidParameterException',
  });
  await logs.call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 3653 });
  await logs.call('DeleteRetentionPolicy', { logGroupName: 'g' });
  const { logGroups } = await logs.call('DescribeLogGroups', {});
  expect(logGroups?.[0]).not.toHaveProperty('retentionInDays');
});

test('a protected group is not deleted', async () => {
  await using logs = await openLogs();
  await logs.call('CreateLogGroup', { logGroupName: 'g', deletionProtectionEnabled: true });
  await expect(logs.call('DeleteLogGroup', { logGroupName: 'g' })).rejects.toMatchObject({
    type: 'ValidationException',
  });
  await logs.call('PutLogGroupDeletionProtection', { logGroupIdentifier: `${arn}g`, deletionProtectionEnabled: false });
  await logs.call('DeleteLogGroup', { logGroupName: 'g' });
});

test('tags are the same by name and by ARN', async () => {
  await using logs = await openLogs();
  await logs.call('CreateLogGroup', { logGroupName: 'g', tags: { a: '1', b: '2' } });
  await logs.call('TagResource', { resourceArn: `${arn}g`, tags: { c: '3' } });
  await logs.call('TagLogGroup', { logGroupName: 'g', tags: { d: '4' } });
  await logs.call('UntagResource', { resourceArn: `${arn}g:*`, tagKeys: ['a'] });
  await logs.call('UntagLogGroup', { logGroupName: 'g', tags: ['b'] });
  expect(await logs.call('ListTagsForResource', { resourceArn: `${arn}g` })).toEqual({ tags: { c: '3', d: '4' } });
  expect(await logs.call('ListTagsLogGroup', { logGroupName: 'g' })).toEqual({ tags: { c: '3', d: '4' } });
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`k${index}`, '']));
  await expect(logs.call('TagResource', { resourceArn: `${arn}g`, tags: many })).rejects.toMatchObject({
    type: 'TooManyTagsException',
  });
});
