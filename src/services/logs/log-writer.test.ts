import { expect, test } from 'vitest';
import { openLogs, type LogsFixture } from './logs.fixture.ts';

const owner = { region: 'us-east-1', account: '000000000000' };
const group = { logGroupName: '/aws/lambda/fn' };

const lineOf = (logs: LogsFixture, message: string, stream = 's') => ({
  ...owner,
  group: group.logGroupName,
  stream,
  atMs: logs.clock.now(),
  message,
});

const messages = async (logs: LogsFixture) =>
  (await logs.call('FilterLogEvents', group)).events?.map(({ message }) => message);

test('the first lines of a function make its group and its streams', async () => {
  await using logs = await openLogs();
  await logs.service.ingest([lineOf(logs, 'a', 'one'), lineOf(logs, 'b', 'two'), lineOf(logs, 'c', 'one')]);
  expect(await messages(logs)).toEqual(['a', 'b', 'c']);
  const { logStreams } = await logs.call('DescribeLogStreams', group);
  expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['one', 'two']);
});

test('lines that have a form are events like all others, for readers and for metric filters', async () => {
  await using logs = await openLogs();
  const atMs = logs.clock.now();
  const form = [
    ['START ', 0, '\n'],
    ['END ', 0, '\n'],
  ];
  await logs.call('CreateLogGroup', group);
  await logs.call('PutMetricFilter', {
    ...group,
    filterName: 'f',
    filterPattern: 'END',
    metricTransformations: [{ metricName: 'Ends', metricNamespace: 'App', metricValue: '1' }],
  });
  const formed = (id: string) => ({ ...lineOf(logs, id), form, laterMs: atMs + 1 });
  await logs.service.ingest([formed('r-1'), lineOf(logs, 'END\n', 'two'), formed('r-2')]);
  expect(await messages(logs)).toEqual(['START r-1\n', 'END\n', 'START r-2\n', 'END r-1\n', 'END r-2\n']);
  expect(logs.metrics.map(({ MetricData }) => MetricData?.map(({ Counts }) => Counts))).toEqual([[[3]]]);
});

test('batches that are given at once keep their order', async () => {
  await using logs = await openLogs();
  const given = Array.from({ length: 20 }, (_, index) => `${index}`);
  await Promise.all(given.map((message, index) => logs.service.ingest([lineOf(logs, message, `s${index % 3}`)])));
  expect(await messages(logs)).toEqual(given);
});

test('lines that come after the group was deleted make it anew', async () => {
  await using logs = await openLogs();
  await logs.service.ingest([lineOf(logs, 'old')]);
  await logs.call('DeleteLogGroup', group);
  await logs.service.ingest([lineOf(logs, 'new')]);
  expect(await messages(logs)).toEqual(['new']);
});

test('what functions and clients write while groups and streams come and go is in the end seen or gone with them', async () => {
  await using logs = await openLogs();
  const writes = Array.from({ length: 60 }, async (_, index) => {
    if (index % 10 === 9) await logs.call('DeleteLogGroup', group).catch(() => undefined);
    else if (index % 5 === 4) {
      await logs.call('DeleteLogStream', { ...group, logStreamName: 's' }).catch(() => undefined);
    } else await logs.service.ingest([lineOf(logs, `${index}`)]);
  });
  await Promise.all(writes);
  await logs.service.idle();
  await logs.call('DeleteLogGroup', group).catch(() => undefined);
  await logs.service.idle();
  await logs.service.ingest([lineOf(logs, 'last')]);
  expect(await messages(logs)).toEqual(['last']);
});

test('after a restart the streams are known', async () => {
  await using logs = await openLogs();
  await logs.service.ingest([lineOf(logs, 'before')]);
  await logs.restart();
  await logs.service.ingest([lineOf(logs, 'after')]);
  expect(await messages(logs)).toEqual(['before', 'after']);
  expect((await logs.call('DescribeLogStreams', group)).logStreams).toHaveLength(1);
});

test('whoever observes sees the events of functions and of clients under their names', async () => {
  await using logs = await openLogs();
  await logs.service.ingest([lineOf(logs, 'printed')]);
  const logEvents = [{ timestamp: logs.clock.now(), message: 'put' }];
  await logs.call('PutLogEvents', { ...group, logStreamName: 's', logEvents });
  expect(
    logs.observed.map(({ owner: whose, group: where, stream, message }) => [whose, where, stream, message]),
  ).toEqual([
    ['us-east-1/000000000000', '/aws/lambda/fn', 's', 'printed'],
    ['us-east-1/000000000000', '/aws/lambda/fn', 's', 'put'],
  ]);
});
