import { describe, expect, test } from 'vitest';
import { parseFunctionReference, qualifierKind } from './function-reference.ts';

const caller = {
  region: 'us-east-1',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:root',
  userId: '',
  accessKeyId: '',
};
const owner = { region: 'us-east-1', account: '123456789012' };

describe('a function can be named', () => {
  test.each([
    ['fn', undefined, { name: 'fn' }],
    ['fn:1', undefined, { name: 'fn', qualifier: '1' }],
    ['fn:live', undefined, { name: 'fn', qualifier: 'live' }],
    ['fn:$LATEST', undefined, { name: 'fn', qualifier: '$LATEST' }],
    ['fn', 'live', { name: 'fn', qualifier: 'live' }],
    ['fn:live', 'live', { name: 'fn', qualifier: 'live' }],
    ['123456789012:function:fn', undefined, { name: 'fn' }],
    ['123456789012:function:fn:2', undefined, { name: 'fn', qualifier: '2' }],
    ['arn:aws:lambda:us-east-1:123456789012:function:fn', undefined, { name: 'fn' }],
    ['arn:aws:lambda:us-east-1:123456789012:function:fn:live', undefined, { name: 'fn', qualifier: 'live' }],
    ['arn:aws:lambda:us-east-1:123456789012:function', undefined, { name: 'function' }],
  ])('%s with qualifier %s', (name, qualifier, expected) => {
    expect(parseFunctionReference(name, qualifier, caller)).toEqual({ owner, ...expected });
  });
});

test('two qualifiers that differ are refused', () => {
  expect(() => parseFunctionReference('fn:$LATEST', '1', caller)).toThrow(
    'The derived qualifier from the function name does not match the specified qualifier.',
  );
});

test('a function of another region is out of reach', () => {
  expect(() => parseFunctionReference('arn:aws:lambda:eu-west-1:123456789012:function:fn', undefined, caller)).toThrow(
    "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
  );
});

test('a function of another account is not the caller’s', () => {
  expect(() => parseFunctionReference('arn:aws:lambda:us-east-1:210987654321:function:fn', undefined, caller)).toThrow(
    'is not authorized',
  );
});

test.each([
  [undefined, 'latest'],
  ['$LATEST', 'latest'],
  ['1', 'version'],
  ['01', 'version'],
  ['live', 'alias'],
  ['$latest', 'alias'],
  ['2024-01-02', 'alias'],
])('the qualifier %s is of kind %s', (qualifier, kind) => {
  expect(qualifierKind(qualifier)).toBe(kind);
});
