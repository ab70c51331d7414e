import { describe, expect, test } from 'vitest';
import { openLogs, putMessages, type LogsFixture } from '../logs.fixture.ts';

const group = { logGroupName: 'group' };
const ofStream = { ...group, logStreamName: 'stream' };
const hourMs = 3_600_000;

const messagesOf = ({ events }: { events?: readonly { message?: string | undefined }[] | undefined }) =>
  events?.map(({ message }) => message);

describe('PutLogEvents', () => {
  const put = (logs: LogsFixture, ...offsets: readonly number[]) =>
    logs.call('PutLogEvents', {
      ...ofStream,
      logEvents: offsets.map((offset) => ({ timestamp: logs.clock.now() + offset, message: `at ${offset}` })),
    });

  test('a batch out of order is refused', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['x']);
    await expect(put(logs, 0, -1)).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: 'Log events in a single PutLogEvents request must be in chronological order.',
    });
  });

  test('a batch of more than a day is refused, and one of more than a megabyte', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['x']);
    await expect(put(logs, -24 * hourMs - 1, 0)).rejects.toMatchObject({
      message: 'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    });
    const message = 'é'.repeat((1_048_576 - 26) / 2);
    const large = { ...ofStream, logEvents: [{ timestamp: logs.clock.now(), message }] };
    await logs.call('PutLogEvents', large);
    large.logEvents.push({ timestamp: logs.clock.now(), message: 'x' });
    await expect(logs.call('PutLogEvents', large)).rejects.toMatchObject({
      message: 'Upload too large: 1048603 bytes exceeds limit of 1048576',
    });
  });

  test('events too old, too new or expired are left out and counted', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['x']);
    const tooOld = await put(logs, -15 * 24 * hourMs, -14 * 24 * hourMs - 1, -14 * 24 * hourMs);
    expect(tooOld).toMatchObject({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 2 } });
    const tooNew = await put(logs, 0, 2 * hourMs, 2 * hourMs + 1, 3 * hourMs);
    expect(tooNew).toMatchObject({
      nextSequenceToken: expect.stringMatching(/^\d{56}$/),
      rejectedLogEventsInfo: { tooNewLogEventStartIndex: 2 },
    });
    await logs.call('PutRetentionPolicy', { ...group, retentionInDays: 1 });
    const expired = await put(logs, -24 * hourMs - 1, -1);
    expect(expired).toMatchObject({ rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 } });
    const kept = await logs.call('GetLogEvents', { ...ofStream, startFromHead: true });
    expect(messagesOf(kept)).toEqual(['at -1', 'x', 'at 0', `at ${2 * hourMs}`]);
  });

  test('a group or a stream that is not there is named', async () => {
    await using logs = await openLogs();
    await expect(put(logs, 0)).rejects.toMatchObject({ message: 'The specified log group does not exist.' });
    await logs.call('CreateLogGroup', group);
    await expect(put(logs, 0)).rejects.toMatchObject({ message: 'The specified log stream does not exist.' });
  });
});

describe('GetLogEvents', () => {
  const get = (logs: LogsFixture, input: Partial<Parameters<typeof logs.call<'GetLogEvents'>>[1]> = {}) =>
    logs.call('GetLogEvents', { ...ofStream, ...input });

  test('pages lead forward to the end, where the token comes back, and finds what comes later', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['1', '2', '3']);
    const first = await get(logs, { startFromHead: true, limit: 2 });
    expect(messagesOf(first)).toEqual(['1', '2']);
    const second = await get(logs, { nextToken: first.nextForwardToken, limit: 2 });
    expect(messagesOf(second)).toEqual(['3']);
    const end = await get(logs, { nextToken: second.nextForwardToken });
    expect(end).toMatchObject({ events: [], nextForwardToken: second.nextForwardToken });
    expect(messagesOf(await get(logs, { nextToken: end.nextBackwardToken, limit: 2 }))).toEqual(['2', '3']);
    await logs.clock.advance(10_000);
    await putMessages(logs, ['4']);
    expect(messagesOf(await get(logs, { nextToken: end.nextForwardToken }))).toEqual(['4']);
  });

  test('without startFromHead the last page comes first, and pages lead backward to the beginning', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['1', '2', '3']);
    const last = await get(logs, { limit: 2 });
    expect(messagesOf(last)).toEqual(['2', '3']);
    const before = await get(logs, { nextToken: last.nextBackwardToken });
    expect(messagesOf(before)).toEqual(['1']);
    const start = await get(logs, { nextToken: before.nextBackwardToken });
    expect(start).toMatchObject({ events: [], nextBackwardToken: before.nextBackwardToken });
    expect(messagesOf(await get(logs, { nextToken: start.nextForwardToken }))).toEqual(['1', '2', '3']);
  });

  test('the token of an empty stream finds its first events', async () => {
    await using logs = await openLogs();
    await logs.call('CreateLogGroup', group);
    await logs.call('CreateLogStream', ofStream);
    const empty = await get(logs);
    expect(empty.events).toEqual([]);
    await putMessages(logs, ['first']);
    expect(messagesOf(await get(logs, { nextToken: empty.nextForwardToken }))).toEqual(['first']);
  });

  test('the start is inclusive and the end is not', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['1', '2', '3', '4']);
    const nowMs = logs.clock.now();
    expect(messagesOf(await get(logs, { startTime: nowMs + 1000, endTime: nowMs + 3000 }))).toEqual(['2', '3']);
  });

  test('a group can be named by its ARN', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['1']);
    const logGroupIdentifier = 'arn:aws:logs:us-east-1:000000000000:log-group:group';
    expect(messagesOf(await logs.call('GetLogEvents', { logGroupIdentifier, logStreamName: 'stream' }))).toEqual(['1']);
  });

  test.each(['x', 'f/', 'f/x', 'b/W10', 'q/WzEsMV0'])('the token %s is refused', async (nextToken) => {
    await using logs = await openLogs();
    await putMessages(logs, ['1']);
    await expect(get(logs, { nextToken })).rejects.toMatchObject({
      type: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    });
  });
});

describe('FilterLogEvents', () => {
  const filter = (logs: LogsFixture, input: Partial<Parameters<typeof logs.call<'FilterLogEvents'>>[1]> = {}) =>
    logs.call('FilterLogEvents', { ...group, ...input });

  async function twoStreams(): Promise<LogsFixture> {
    const logs = await openLogs();
    await putMessages(logs, ['ERROR a1', 'INFO a2', 'ERROR a3'], 'a');
    await putMessages(logs, ['INFO b1', 'ERROR b2'], 'b');
    return logs;
  }

  test('streams are interleaved by time', async () => {
    await using logs = await twoStreams();
    const { events, searchedLogStreams, nextToken } = await filter(logs, { interleaved: true });
    expect(events?.map(({ message }) => message)).toEqual(['ERROR a1', 'INFO b1', 'INFO a2', 'ERROR b2', 'ERROR a3']);
    expect(events?.[0]).toEqual({
      logStreamName: 'a',
      timestamp: logs.clock.now(),
      message: 'ERROR a1',
      ingestionTime: logs.clock.now(),
      eventId: expect.stringMatching(/^\d{56}$/),
    });
    expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(5);
    expect([searchedLogStreams, nextToken]).toEqual([[], undefined]);
  });

  test('by streams, by prefix, by pattern and by time, with both ends inclusive', async () => {
    await using logs = await twoStreams();
    const nowMs = logs.clock.now();
    expect(messagesOf(await filter(logs, { logStreamNames: ['b'] }))).toEqual(['INFO b1', 'ERROR b2']);
    expect(messagesOf(await filter(logs, { logStreamNames: ['b', 'a'], limit: 2 }))).toEqual(['ERROR a1', 'INFO b1']);
    expect(messagesOf(await filter(logs, { logStreamNamePrefix: 'a' }))).toHaveLength(3);
    expect(messagesOf(await filter(logs, { logStreamNamePrefix: 'z' }))).toEqual([]);
    expect(messagesOf(await filter(logs, { filterPattern: 'ERROR -a3' }))).toEqual(['ERROR a1', 'ERROR b2']);
    const times = { startTime: nowMs + 1000, endTime: nowMs + 1000 };
    expect(messagesOf(await filter(logs, times))).toEqual(['INFO a2', 'ERROR b2']);
    expect(messagesOf(await filter(logs, { startFromHead: false, limit: 2 }))).toEqual(['ERROR a3', 'ERROR b2']);
  });

  test('pages of matches lead to the end', async () => {
    await using logs = await twoStreams();
    const found: unknown[] = [];
    let nextToken: string | undefined;
    do {
      const page = await filter(logs, { filterPattern: 'ERROR', limit: 1, nextToken });
      found.push(...(messagesOf(page) ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(found).toEqual(['ERROR a1', 'ERROR b2', 'ERROR a3']);
  });

  test('an answer holds no more than a megabyte', async () => {
    await using logs = await openLogs();
    const large = 'x'.repeat(600_000);
    await putMessages(logs, [large]);
    await putMessages(logs, [large]);
    const first = await filter(logs);
    expect(first.events).toHaveLength(1);
    const second = await filter(logs, { nextToken: first.nextToken });
    expect([second.events?.length, second.nextToken]).toEqual([1, undefined]);
  });

  test('a search through many events stops, says where to go on, and comes to its end', async () => {
    await using logs = await openLogs();
    await logs.call('CreateLogGroup', group);
    await logs.call('CreateLogStream', ofStream);
    const logEvents = Array.from({ length: 10_000 }, () => ({ timestamp: logs.clock.now(), message: 'x' }));
    for (let batch = 0; batch < 3; batch += 1) await logs.call('PutLogEvents', { ...ofStream, logEvents });
    const first = await filter(logs, { filterPattern: 'needle' });
    expect([first.events, typeof first.nextToken]).toEqual([[], 'string']);
    const second = await filter(logs, { filterPattern: 'needle', nextToken: first.nextToken });
    expect([second.events, second.nextToken]).toEqual([[], undefined]);
  });

  test.each([
    [{ filterPattern: '{ $.a' }, "Invalid filter pattern: If a filter pattern starts with '{' it must end with '}'"],
    [{ nextToken: 'unknown' }, 'The specified nextToken is invalid.'],
    [{ nextToken: Buffer.from('["head","x"]').toString('base64url') }, 'The specified nextToken is invalid.'],
    [{ logStreamNames: ['none'] }, 'The specified log stream does not exist.'],
    [{ logGroupName: 'none' }, 'The specified log group does not exist.'],
    [
      { logStreamNames: ['a'], logStreamNamePrefix: 'a' },
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    ],
  ])('%j is refused', async (input, message) => {
    await using logs = await twoStreams();
    await expect(filter(logs, input)).rejects.toMatchObject({ message });
  });
});

describe('retention', () => {
  test('what is older than the group keeps is seen no more, and leaves the store', async () => {
    await using logs = await openLogs();
    await putMessages(logs, ['old']);
    await logs.call('PutRetentionPolicy', { ...group, retentionInDays: 1 });
    await logs.clock.advance(12 * hourMs);
    await putMessages(logs, ['young']);
    await logs.clock.advance(12 * hourMs + 1000);
    expect(messagesOf(await logs.call('FilterLogEvents', group))).toEqual(['young']);
    await logs.clock.advance(hourMs);
    await logs.service.idle();
    expect((await logs.call('DescribeLogGroups', {})).logGroups?.[0]?.storedBytes).toBe(5);
  });
});
