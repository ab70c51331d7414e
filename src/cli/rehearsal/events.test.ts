import { describe, expect, test } from 'vitest';
import { parseEvents, parseTraffic } from './events.ts';

describe('traffic', () => {
  test.each([
    ['20/s', { requestsPerSecond: 20 }],
    ['90/min', { requestsPerSecond: 1.5 }],
    ['events.jsonl', { events: 'events.jsonl' }],
    ['0.5/s,events.json', { requestsPerSecond: 0.5, events: 'events.json' }],
  ])('is read from %s', (text, wanted) => {
    expect(parseTraffic(text)).toEqual(wanted);
  });
});

describe('recorded events', () => {
  test.each([
    ['[1, {"a": 2}]', [1, { a: 2 }]],
    ['{"a": 1}', [{ a: 1 }]],
    ['{"a": 1}\n\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
    ['{\n  "a": 1\n}', [{ a: 1 }]],
  ])('are read from %j', (text, wanted) => {
    expect(parseEvents(text)).toEqual(wanted);
  });

  test('are not read from what is no JSON', () => {
    expect(parseEvents('{"a": 1}\nhello')).toBeUndefined();
    expect(parseEvents('')).toEqual([]);
  });
});
