import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../aws/api-error.ts';
import { parseAdditional, whyNotRoutable, type FindSettings } from './alias-routing.ts';
import type { FunctionSettings } from './function.ts';
import { settingsOf } from './settings.fixture.ts';

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:fn';
const table: Readonly<Record<string, FunctionSettings>> = {
  $LATEST: settingsOf({}),
  '1': settingsOf({}),
  '2': settingsOf({ description: 'second' }),
  '3': settingsOf({ role: 'arn:aws:iam::123456789012:role/other' }),
  '4': settingsOf({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead' }),
};
const find: FindSettings = (version) => table[version];

describe('an alias may', () => {
  test.each([
    ['point at a version', '1', undefined],
    ['point at $LATEST', '$LATEST', undefined],
    ['share its calls between two versions', '1', { version: '2', weight: 0.1 }],
    ['give the second version nothing', '1', { version: '2', weight: 0 }],
    ['give the second version everything', '1', { version: '2', weight: 1 }],
  ])('%s', (_, functionVersion, additional) => {
    expect(whyNotRoutable({ functionVersion, ...(additional && { additional }) }, find, arn)).toBeUndefined();
  });
});

describe('an alias is refused', () => {
  const invalid = 'InvalidParameterValueException';
  const missing = 'ResourceNotFoundException';
  test.each([
    ['a version that is missing', '10', undefined, missing, `Function not found: ${arn}:10`],
    ['a second version that is missing', '1', '10', missing, `Function not found: ${arn}:10`],
    [
      '$LATEST beside another version',
      '$LATEST',
      '1',
      invalid,
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ],
    [
      'the same version twice',
      '1',
      '1',
      invalid,
      'Invalid function version 1. Function version 1 is already included in routing configuration.',
    ],
    ['versions of two roles', '1', '3', invalid, 'Specified versions must be associated with the same execution role'],
    [
      'versions of two dead-letter queues',
      '1',
      '4',
      invalid,
      'Specified versions must be associated with the same dead-letter queue configuration',
    ],
    // Combined faults, in the order in which they are found.
    ['first the missing primary', '10', '10', missing, `Function not found: ${arn}:10`],
    [
      '$LATEST before the missing second version',
      '$LATEST',
      '10',
      invalid,
      '$LATEST is not supported for an alias pointing to more than 1 version',
    ],
    ['the missing second version before its role', '3', '10', missing, `Function not found: ${arn}:10`],
  ])('%s', (_, functionVersion, second, type, message) => {
    const refusal = whyNotRoutable(
      { functionVersion, ...(second !== undefined && { additional: { version: second, weight: 0.5 } }) },
      find,
      arn,
    );
    expect(refusal).toMatchObject({ type, message });
  });

  test('$LATEST beside another version without the Type that other refusals carry', () => {
    const refusal = whyNotRoutable(
      { functionVersion: '$LATEST', additional: { version: '1', weight: 0.5 } },
      find,
      arn,
    );
    expect(refusal?.members).toEqual({});
  });
});

test('an empty map of weights means none', () => {
  expect(parseAdditional({})).toBeUndefined();
  expect(parseAdditional(undefined)).toBeUndefined();
});

test('one additional version keeps the very weight that was given', () => {
  expect(parseAdditional({ '2': 0.30000000000000004 })).toEqual({ version: '2', weight: 0.30000000000000004 });
});

test('two additional versions are one too many', () => {
  const refusal = parseAdditional({ '2': 0.1, '3': 0.2 });
  expect(refusal).toBeInstanceOf(ApiError);
  expect(refusal).toMatchObject({ message: 'Number of items in AdditionalVersionWeights cannot be greater than 1' });
});
