import { describe, expect, test } from 'vitest';
import { cloudwatch } from '../api/cloudwatch.ts';
import { lambda } from '../api/lambda.ts';
import type { Service } from '../api/service.ts';
import { whyWrongType } from './value-types.ts';

async function why(service: Pick<Service<unknown>, 'load'>, operation: string, value: unknown) {
  const input = (await service.load()).findOperation(operation)?.input;
  if (input === undefined) throw new Error(`There is no ${operation}`);
  return whyWrongType(input, value);
}

describe('a value of another type than its member is told apart', () => {
  const wrong: readonly (readonly [value: object, why: string])[] = [
    [{ Description: 5 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ Description: true }, 'TRUE_VALUE can not be converted to a String'],
    [{ Description: {} }, 'Start of structure or map found where not expected.'],
    [{ Description: ['x'] }, 'Start of list found where not expected'],
    [{ MemorySize: 'much' }, 'STRING_VALUE can not be converted to a Number'],
    [{ Publish: 'yes' }, 'STRING_VALUE can not be converted to a Boolean'],
    [{ Layers: 'x' }, 'Expected list or null'],
    [{ Layers: [{}] }, 'Start of structure or map found where not expected.'],
    [{ Tags: 'x' }, 'Expected map or null'],
    [{ Tags: { a: 1 } }, 'NUMBER_VALUE can not be converted to a String'],
    [{ Code: 'zip' }, 'STRING_VALUE can not be converted to a structure'],
    [{ Code: [] }, 'Start of list found where not expected'],
    [{ Code: { ZipFile: 'text' } }, 'STRING_VALUE can not be converted to a Blob'],
    [{ Environment: { Variables: [] } }, 'Start of list found where not expected'],
  ];
  test.each(wrong)('%j', async (value, expected) => {
    expect(await why(lambda, 'CreateFunction', value)).toBe(expected);
  });

  test('a moment that is none', async () => {
    expect(await why(cloudwatch, 'GetMetricData', { StartTime: new Date(Number.NaN) })).toBeDefined();
    expect(await why(cloudwatch, 'GetMetricData', { StartTime: new Date(0) })).toBeUndefined();
  });
});

test('what is of its type, absent or unknown is let pass', async () => {
  const value = {
    FunctionName: 'fn',
    Description: null,
    Code: { ZipFile: new Uint8Array() },
    Tags: { __proto__: null, constructor: 'x' },
    Layers: [],
    MemorySize: 128,
    Nothing: { of: ['ours'] },
  };
  expect(await why(lambda, 'CreateFunction', value)).toBeUndefined();
});
