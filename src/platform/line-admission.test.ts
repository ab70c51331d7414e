import { expect, test } from 'vitest';
import type { LogLine } from '../execution/execution-host.ts';
import { LineAdmission } from './line-admission.ts';

const line = (stream: string, message = 'x'): LogLine => ({
  region: 'r',
  account: 'a',
  group: 'g',
  stream,
  atMs: 0,
  message,
});

const messagesOf = (lines: readonly LogLine[]) => lines.map(({ message }) => message);
const notice = (count: string) => `[serin] ${count} dropped here: they came faster than they could be stored.\n`;

test('a stream holds a quarter of the lines at most; the others have room', () => {
  const admission = new LineAdmission({ linesMax: 8, charactersMax: 1000 });
  const admitted = ['a', 'a', 'a', 'b', 'b'].map((stream) => admission.admit(line(stream)).length);
  expect(admitted).toEqual([1, 1, 0, 1, 1]);
});

test('all together hold no more than the whole', () => {
  const admission = new LineAdmission({ linesMax: 4, charactersMax: 1000 });
  expect(['a', 'b', 'c', 'd', 'e'].map((stream) => admission.admit(line(stream)).length)).toEqual([1, 1, 1, 1, 0]);
});

test('long lines count by their characters', () => {
  const admission = new LineAdmission({ linesMax: 100, charactersMax: 40 });
  expect(admission.admit(line('a', '1234567890'))).toHaveLength(1);
  expect(admission.admit(line('a', '1'))).toHaveLength(0);
});

test('the next line that is taken tells how many were not', () => {
  const admission = new LineAdmission({ linesMax: 4, charactersMax: 1000 });
  const taken = admission.admit(line('a', 'first'));
  admission.admit(line('a', 'second'));
  admission.admit(line('a', 'third'));
  expect(admission.hasCut).toBe(true);
  admission.release(taken);
  expect(messagesOf(admission.admit(line('a', 'fourth')))).toEqual([notice('2 log lines were'), 'fourth']);
  expect(admission.hasCut).toBe(false);
});

test('where no line comes any more, it is told all the same, once', () => {
  const admission = new LineAdmission({ linesMax: 4, charactersMax: 1000 });
  const taken = admission.admit(line('a'));
  admission.admit(line('a'));
  admission.release(taken);
  const notices = admission.takeNotices();
  expect(messagesOf(notices)).toEqual([notice('1 log line was')]);
  expect(admission.takeNotices()).toEqual([]);
  admission.release(notices);
  expect(admission.admit(line('a'))).toHaveLength(1);
});
