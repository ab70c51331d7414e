import { expect, test } from 'vitest';
import type { PolicyStatement } from '../resources/function.ts';
import { serviceGrants } from '../resources/service-grants.ts';
import { ServiceAccess } from './service-access.ts';

const statement = (changes: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Sid: 'one',
  Effect: 'Allow',
  Principal: { Service: 'apigateway.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: 'arn',
  ...changes,
});
const like = (pattern: string) => ({ Condition: { ArnLike: { 'AWS:SourceArn': pattern } } });
const caller = {
  service: 'apigateway.amazonaws.com',
  sourceArn: 'arn:aws:execute-api:us-east-1:000000000000:abc/dev/GET/pets/{id}',
  sourceAccount: '000000000000',
};

test.each([
  [statement(), true],
  [statement({ Principal: '*' }), true],
  [statement({ Action: 'lambda:*' }), true],
  [statement(like('arn:aws:execute-api:us-east-1:000000000000:abc/*/GET/pets/*')), true],
  [statement(like('arn:aws:execute-api:*:*:abc/*')), true],
  [statement(like('arn:aws:execute-api:us-east-1:000000000000:abc/*/POST/*')), false],
  [statement(like('arn:aws:execute-api:us-east-1:000000000000:other/*')), false],
  [statement({ Condition: { StringEquals: { 'AWS:SourceAccount': '000000000000' } } }), true],
  [statement({ Condition: { StringEquals: { 'AWS:SourceAccount': '111111111111' } } }), false],
  [statement({ Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } }), false],
  [statement({ Principal: { Service: 'events.amazonaws.com' } }), false],
  [statement({ Principal: { AWS: 'arn:aws:iam::000000000000:root' } }), false],
  [statement({ Action: 'lambda:GetFunction' }), false],
])('%j', (granted, isLetIn) => {
  const grants = serviceGrants({ statements: [granted], revisionId: 'one' });
  expect(new ServiceAccess(grants).lets(caller)).toBe(isLetIn);
});
