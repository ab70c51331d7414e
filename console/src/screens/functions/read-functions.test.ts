import { expect, test } from 'vitest';
import { parseRecentCalls, recentCallsInput } from './read-functions.ts';

test('the calls of all rows are asked for at once, in whole minutes', () => {
  const input = recentCallsInput(['a', 'b'], 7230);
  expect(input.EndTime).toBe(7260);
  expect(input.MetricDataQueries?.map(({ Id }) => Id)).toEqual(['i0', 'e0', 'i1', 'e1']);
});

test('a function that was not called has no numbers', () => {
  const answer = {
    MetricDataResults: [
      { Id: 'i0', Values: [3, 4] },
      { Id: 'e0', Values: [1] },
      { Id: 'i1', Values: [] },
    ],
  };
  expect(parseRecentCalls(['a', 'b'], answer)).toEqual({ a: { invocations: 7, errors: 1 } });
});
