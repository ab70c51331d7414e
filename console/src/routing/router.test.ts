import { expect, test } from 'vitest';
import { pathOf, pathParts } from './router.tsx';

test('names of any kind survive the way through an address', () => {
  const parts = ['alarms', 'errors / 5 min: 100%'];
  expect(pathParts(pathOf(...parts))).toEqual(parts);
  expect(pathParts('/')).toEqual([]);
  expect(pathParts('/alarms/%E0%A4%A')).toEqual(['alarms', '%E0%A4%A']);
});
