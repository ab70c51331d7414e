import { expect, test } from 'vitest';
import { judgePolicy, type PolicySubject } from './access-policy.ts';

const subject: PolicySubject = {
  resourceArn: 'arn:aws:execute-api:us-east-1:123456789012:abc/dev/GET/pets',
  sourceIp: '192.0.2.7',
  caller: 'anonymous',
};
const statement = (rest: object) => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'execute-api:Invoke',
  Resource: 'execute-api:/dev/*',
  ...rest,
});
const judge = (...statements: object[]) => judgePolicy({ Statement: statements }, subject);

test('a denial outweighs what allows, and what nobody mentions is neither', () => {
  expect(judge(statement({}))).toBe('allow');
  expect(judge(statement({}), statement({ Effect: 'Deny', Resource: '*' }))).toBe('explicit-deny');
  expect(judge(statement({ Resource: 'execute-api:/prod/*' }))).toBe('silent');
  expect(judge(statement({ Action: ['execute-api:*'] }))).toBe('allow');
  expect(judge(statement({ Action: 's3:GetObject' }))).toBe('silent');
  expect(judge(statement({ Principal: { AWS: '123456789012' } }))).toBe('silent');
  expect(judgePolicy('no policy', subject)).toBeUndefined();
});

test('addresses are told apart', () => {
  const from = (operator: string, network: string | string[]) => ({
    Condition: { [operator]: { 'aws:SourceIp': network } },
  });
  expect(judge(statement(from('IpAddress', ['10.0.0.0/8', '192.0.2.0/24'])))).toBe('allow');
  expect(judge(statement(from('NotIpAddress', '192.0.2.7')))).toBe('silent');
  const closed = statement({ Effect: 'Deny', ...from('NotIpAddress', '10.0.0.0/8') });
  expect(judge(statement({}), closed)).toBe('explicit-deny');
});

test('a condition that cannot be told counts for the safe side', () => {
  const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'a' } };
  expect(judge(statement({ Condition }))).toBe('silent');
  expect(judge(statement({}), statement({ Effect: 'Deny', Condition }))).toBe('explicit-deny');
});
