import { expect, test } from 'vitest';
import { canonicalJson, createLogicalId, cutHash, hashData } from './logical-id.ts';

test('a prefix without data stands alone', () => {
  for (const data of ['', {}, [], null, undefined, 0, false]) expect(createLogicalId('Prefix', data)).toBe('Prefix');
});

test('a map is hashed whatever the order of its members', () => {
  expect(createLogicalId('V', { S3Bucket: 'b', S3Key: 'k' })).toBe('V03ba323aca');
  expect(createLogicalId('V', { S3Key: 'k', S3Bucket: 'b' })).toBe('V03ba323aca');
});

test('a text is hashed as it is', () => {
  expect(hashData('42', 40)).toBe('92cfceb39d57d914ed8b14d0e37643de0797ae56');
});

test('JSON is written in ASCII, compact, with sorted names', () => {
  expect(canonicalJson({ b: [1, true, null], a: 'é😀"\n', A: 1.5 })).toBe(
    String.raw`{"A":1.5,"a":"\u00e9\ud83d\ude00\"\n","b":[1,true,null]}`,
  );
});

test('a hash that is known is cut to its place', () => {
  expect(cutHash('6b86b273ff34fce19d6b804eff5a3f57')).toBe('6b86b273ff');
});
