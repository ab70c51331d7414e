import { expect, test } from 'vitest';
import { encodeText, indented, parseEvent, parseInvokeResult } from './test-invoke.ts';

test('an event is any JSON, and nothing is an empty object', () => {
  expect(parseEvent('  ')).toEqual({ kind: 'valid', text: '{}' });
  expect(parseEvent('[1]')).toEqual({ kind: 'valid', text: '[1]' });
  expect(parseEvent('{"a":}').kind).toBe('invalid');
});

test('a result is read with its log and its durations', () => {
  const log =
    'START RequestId: 1\nREPORT RequestId: 1\tDuration: 2.51 ms\tBilled Duration: 3 ms\tInit Duration: 80.10 ms\n';
  const result = parseInvokeResult({
    StatusCode: 200,
    ExecutedVersion: '2',
    FunctionError: 'Unhandled',
    LogResult: encodeText(log),
    Payload: encodeText('{"message":"déjà"}'),
  });
  expect(result).toMatchObject({ durationMs: 2.51, billedMs: 3, initMs: 80.1, functionError: 'Unhandled' });
  expect(result.payload).toBe('{\n  "message": "déjà"\n}');
  expect(result.logLines).toHaveLength(2);
});

test('without a log there is no duration', () => {
  expect(parseInvokeResult({ StatusCode: 202 })).toMatchObject({ durationMs: undefined, payload: '', logLines: [] });
});

test('what is no JSON is left as it is', () => {
  expect(indented('Ok.')).toBe('Ok.');
});
