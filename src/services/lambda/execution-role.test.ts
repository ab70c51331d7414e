import { expect, test } from 'vitest';
import { trustsLambda } from './execution-role.ts';

const policy = (statement: unknown): string =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statement }));
const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };

test.each([
  ['Lambda', { ...allow, Principal: { Service: 'lambda.amazonaws.com' } }],
  ['Lambda among others', { ...allow, Principal: { Service: ['edgelambda.amazonaws.com', 'lambda.amazonaws.com'] } }],
  ['everyone', { ...allow, Principal: '*' }],
  ['Lambda, for all of STS', [{ ...allow, Action: 'sts:*', Principal: { Service: 'lambda.amazonaws.com' } }]],
])('a role that trusts %s can be assumed', (_, statement) => {
  expect(trustsLambda(policy(statement))).toBe(true);
});

test.each([
  ['another service', { ...allow, Principal: { Service: 'ec2.amazonaws.com' } }],
  ['an account', { ...allow, Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
  [
    'Lambda, for something else',
    { ...allow, Action: 'sts:TagSession', Principal: { Service: 'lambda.amazonaws.com' } },
  ],
  ['nobody: it denies', { ...allow, Effect: 'Deny', Principal: { Service: 'lambda.amazonaws.com' } }],
])('a role that trusts %s cannot', (_, statement) => {
  expect(trustsLambda(policy(statement))).toBe(false);
});

test('a trust policy that is not there or cannot be read is left to IAM', () => {
  expect(trustsLambda(undefined)).toBe(true);
  expect(trustsLambda('{')).toBe(true);
});
