import { expect, test } from 'vitest';
import { trustsService } from './trust-policy.ts';

const policy = (statement: unknown): string =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statement }));
const allow = { Effect: 'Allow', Action: 'sts:AssumeRole' };

test.each([
  ['Lambda', { ...allow, Principal: { Service: 'lambda.amazonaws.com' } }],
  ['Lambda among others', { ...allow, Principal: { Service: ['edgelambda.amazonaws.com', 'lambda.amazonaws.com'] } }],
  ['everyone', { ...allow, Principal: '*' }],
  ['Lambda, for all of STS', [{ ...allow, Action: 'sts:*', Principal: { Service: 'lambda.amazonaws.com' } }]],
])('a role that trusts %s can be assumed', (_, statement) => {
  expect(trustsService(policy(statement), 'lambda')).toBe(true);
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
  expect(trustsService(policy(statement), 'lambda')).toBe(false);
});

test('a trust policy that is not there or cannot be read is left to IAM', () => {
  expect(trustsService(undefined, 'lambda')).toBe(true);
  expect(trustsService('{', 'lambda')).toBe(true);
});

test('a service may be named for one region, and no other service that begins alike is it', () => {
  const named = (service: string): string => policy({ ...allow, Principal: { Service: service } });
  expect(trustsService(named('codedeploy.eu-west-1.amazonaws.com'), 'codedeploy')).toBe(true);
  expect(trustsService(named('codedeployment.amazonaws.com'), 'codedeploy')).toBe(false);
  expect(trustsService(named('lambda.amazonaws.com'), 'codedeploy')).toBe(false);
});
