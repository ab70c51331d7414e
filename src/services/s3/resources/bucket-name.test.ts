import { expect, test } from 'vitest';
import { isBucketName } from './bucket-name.ts';

test('names that S3 documents as good are taken', () => {
  for (const name of ['abc', 'docexamplebucket1', 'log-delivery.march.2020', 'sam-managed-bkt', 'a'.repeat(63)]) {
    expect(isBucketName(name), name).toBe(true);
  }
});

test('names that S3 documents as bad are refused', () => {
  for (const name of [
    'ab',
    'Upper',
    'under_score',
    'a..b',
    '-ab',
    'ab-',
    '192.168.5.4',
    'xn--a',
    'a-s3alias',
    'a'.repeat(64),
    '',
  ]) {
    expect(isBucketName(name), name).toBe(false);
  }
});
