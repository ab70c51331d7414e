import { expect, test } from 'vitest';
import { openLogs, putMessages, type LogsFixture } from '../logs.fixture.ts';

const group = { logGroupName: 'group' };

async function create(logs: LogsFixture, names: readonly string[]): Promise<void> {
  await logs.call('CreateLogGroup', group);
  for (const name of names) await logs.call('CreateLogStream', { ...group, logStreamName: name });
}

async function describe(logs: LogsFixture, input: Parameters<typeof logs.call<'DescribeLogStreams'>>[1] = {}) {
  const { logStreams = [], nextToken } = await logs.call('DescribeLogStreams', { ...group, ...input });
  return { names: logStreams.map(({ logStreamName }) => logStreamName), nextToken };
}

test('an empty stream is told, and one with events with their moments', async () => {
  await using logs = await openLogs();
  await putMessages(logs, ['one', 'two']);
  await logs.call('CreateLogStream', { ...group, logStreamName: 'empty' });
  const nowMs = logs.clock.now();
  const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:group:log-stream:';
  expect((await logs.call('DescribeLogStreams', group)).logStreams).toEqual([
    { logStreamName: 'empty', creationTime: nowMs, arn: `${arn}empty`, storedBytes: 0 },
    {
      logStreamName: 'stream',
      creationTime: nowMs,
      firstEventTimestamp: nowMs,
      lastEventTimestamp: nowMs + 1000,
      lastIngestionTime: nowMs,
      uploadSequenceToken: expect.stringMatching(/^\d{56}$/),
      arn: `${arn}stream`,
      storedBytes: 0,
    },
  ]);
  expect((await logs.call('DescribeLogGroups', {})).logGroups?.[0]?.storedBytes).toBe(6);
});

test('streams are paged by name both ways', async () => {
  await using logs = await openLogs();
  await create(logs, ['a', 'a-b', 'a/b', 'b']);
  const first = await describe(logs, { limit: 3 });
  expect(first.names).toEqual(['a', 'a-b', 'a/b']);
  expect(await describe(logs, { limit: 3, nextToken: first.nextToken })).toEqual({
    names: ['b'],
    nextToken: undefined,
  });
  const last = await describe(logs, { descending: true, limit: 3 });
  expect(last.names).toEqual(['b', 'a/b', 'a-b']);
  expect((await describe(logs, { descending: true, limit: 3, nextToken: last.nextToken })).names).toEqual(['a']);
  expect((await describe(logs, { logStreamNamePrefix: 'a-' })).names).toEqual(['a-b']);
});

test('streams are sorted by their last event', async () => {
  await using logs = await openLogs();
  for (const name of ['c', 'a', 'b']) {
    await putMessages(logs, ['x'], name);
    await logs.clock.advance(1000);
  }
  expect((await describe(logs, { orderBy: 'LastEventTime' })).names).toEqual(['c', 'a', 'b']);
  const first = await describe(logs, { orderBy: 'LastEventTime', descending: true, limit: 2 });
  expect(first.names).toEqual(['b', 'a']);
  const rest = await describe(logs, { orderBy: 'LastEventTime', descending: true, nextToken: first.nextToken });
  expect(rest).toEqual({ names: ['c'], nextToken: undefined });
  await expect(describe(logs, { orderBy: 'LastEventTime', logStreamNamePrefix: 'a' })).rejects.toMatchObject({
    message: 'Cannot order by LastEventTime with a logStreamNamePrefix.',
  });
});

test('a stream needs its group, and a name of its own', async () => {
  await using logs = await openLogs();
  await expect(create(logs, ['s', 's'])).rejects.toMatchObject({
    type: 'ResourceAlreadyExistsException',
    message: 'The specified log stream already exists',
  });
  await expect(logs.call('CreateLogStream', { logGroupName: 'none', logStreamName: 's' })).rejects.toMatchObject({
    type: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
});

test('a stream made anew under an old name is empty', async () => {
  await using logs = await openLogs();
  await putMessages(logs, ['old']);
  await putMessages(logs, ['other'], 'other');
  await logs.call('DeleteLogStream', { ...group, logStreamName: 'stream' });
  expect((await logs.call('FilterLogEvents', group)).events?.map(({ message }) => message)).toEqual(['other']);
  await putMessages(logs, ['new']);
  const { events } = await logs.call('GetLogEvents', { ...group, logStreamName: 'stream' });
  expect(events?.map(({ message }) => message)).toEqual(['new']);
});

test('a group made anew under an old name is empty, and what was to be removed is removed', async () => {
  await using logs = await openLogs();
  await putMessages(logs, ['old']);
  await logs.call('PutMetricFilter', {
    ...group,
    filterName: 'f',
    filterPattern: '',
    metricTransformations: [{ metricName: 'm', metricNamespace: 'n', metricValue: '1' }],
  });
  await logs.call('DeleteLogGroup', group);
  await logs.restart();
  await logs.service.idle();
  await putMessages(logs, ['new']);
  expect((await logs.call('FilterLogEvents', group)).events?.map(({ message }) => message)).toEqual(['new']);
  expect((await logs.call('DescribeMetricFilters', {})).metricFilters).toEqual([]);
  expect((await logs.store.documents.list({ prefix: 'logs/removal/' })).documents).toEqual([]);
});
