import { expect, test } from 'vitest';
import { identifierFrom } from './identifiers.ts';

test('an ID follows from the request, and differs between what it makes', () => {
  const id = identifierFrom('request', 'api', 10);
  expect(id).toMatch(/^[a-z0-9]{10}$/);
  expect(identifierFrom('request', 'api', 10)).toBe(id);
  expect(identifierFrom('request', 'route', 10)).not.toBe(id);
  expect(identifierFrom('other', 'api', 10)).not.toBe(id);
});
