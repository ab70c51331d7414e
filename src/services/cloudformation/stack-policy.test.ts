import { describe, expect, it } from 'vitest';
import { denialOf, isStackPolicy } from './stack-policy.ts';

const allowAll = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' };
const attempt = { action: 'Update:Replace', logicalId: 'Database', typeName: 'AWS::RDS::DBInstance' } as const;
const denial = (...statements: object[]) => denialOf(JSON.stringify({ Statement: statements }), attempt);

describe('a stack policy', () => {
  it.each([
    ['no JSON', 'policy'],
    ['an action of another service', JSON.stringify({ Statement: [{ ...allowAll, Action: 's3:GetObject' }] })],
    ['a principal', JSON.stringify({ Statement: [{ ...allowAll, Principal: { AWS: 'arn:aws:iam::1:root' } }] })],
    ['no statement', JSON.stringify({ Statement: [] })],
  ])('is refused with %s', (_, text) => {
    expect(isStackPolicy(text)).toBe(false);
  });

  it('may be empty', () => {
    expect(isStackPolicy('{}')).toBe(true);
    expect(denialOf('{}', attempt)).toBeUndefined();
  });

  it('allows what a statement allows, and nothing else', () => {
    expect(denial(allowAll)).toBeUndefined();
    expect(denial({ ...allowAll, Resource: 'LogicalResourceId/Other' })).toMatch(/^Action not allowed by stack policy/);
  });

  it('denies what a statement denies, whatever else allows it', () => {
    const deny = {
      ...allowAll,
      Effect: 'Deny',
      Action: ['Update:Replace', 'Update:Delete'],
      Resource: 'LogicalResourceId/Data*',
    };
    expect(denial(allowAll, deny)).toBe(
      'Action denied by stack policy: Statement [#2] does not allow [Update:Replace, Update:Delete] for resource [LogicalResourceId/Database]',
    );
    expect(denial(allowAll, { ...deny, Action: 'Update:Modify' })).toBeUndefined();
    expect(denial(allowAll, { ...deny, NotResource: 'LogicalResourceId/Database' })).toBeUndefined();
  });

  it('can be about a type of resources', () => {
    const deny = { ...allowAll, Effect: 'Deny', Condition: { StringLike: { ResourceType: ['AWS::RDS::*'] } } };
    expect(denial(allowAll, deny)).toMatch(/^Action denied/);
    expect(
      denial(allowAll, { ...deny, Condition: { StringEquals: { ResourceType: 'AWS::EC2::VPC' } } }),
    ).toBeUndefined();
  });
});
