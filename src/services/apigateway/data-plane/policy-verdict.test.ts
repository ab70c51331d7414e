import { expect, test } from 'vitest';
import { judgePolicy } from './policy-verdict.ts';

const arn = 'arn:aws:execute-api:us-east-1:000000000000:abc/dev/GET/pets/7';
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const allow = (Resource: unknown, more = {}) => ({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource, ...more });

test.each([
  [policy(allow(arn)), 'allow'],
  [policy(allow('arn:aws:execute-api:*:*:abc/*/GET/*')), 'allow'],
  [policy(allow(['arn:none', '*'])), 'allow'],
  [policy({ ...allow('*'), Action: 'execute-api:*' }), 'allow'],
  [policy({ ...allow('*'), Action: 's3:GetObject' }), 'deny'],
  [policy(allow('arn:aws:execute-api:us-east-1:000000000000:abc/dev/POST/*')), 'deny'],
  [policy(allow('*'), { ...allow(arn), Effect: 'Deny' }), 'deny'],
  [policy(allow('*', { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } })), 'deny'],
  [{ Statement: allow('*') }, 'allow'],
  [{}, undefined],
  ['text', undefined],
])('%j says %s', (document, verdict) => {
  expect(judgePolicy(document, arn)).toBe(verdict);
});
