import { expect, test } from 'vitest';
import type { PolicyStatement } from './function.ts';
import { letsAnyoneCallUrl } from './url-access.ts';

const statement: PolicyStatement = {
  Sid: 's',
  Effect: 'Allow',
  Principal: '*',
  Action: 'lambda:InvokeFunctionUrl',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:fn',
  Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
};
const policy = (changes: Partial<PolicyStatement>) => ({ statements: [{ ...statement, ...changes }], revisionId: 'r' });

test.each([
  ['everyone', {}],
  ['everyone, said the other way', { Principal: { AWS: '*' } }],
])('a policy for %s opens the URL', (_, changes) => {
  expect(letsAnyoneCallUrl(policy(changes))).toBe(true);
});

test.each<[string, Partial<PolicyStatement>]>([
  ['one account', { Principal: { AWS: 'arn:aws:iam::210987654321:root' } }],
  ['a service', { Principal: { Service: 's3.amazonaws.com' } }],
  ['invocations', { Action: 'lambda:InvokeFunction' }],
  ['signed calls', { Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } } }],
  ['an organisation', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
])('a policy for %s does not', (_, changes) => {
  expect(letsAnyoneCallUrl(policy(changes))).toBe(false);
});

test('without a policy nobody may', () => {
  expect(letsAnyoneCallUrl(undefined)).toBe(false);
});
