import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findCorpus } from '../../../../tests/corpus.ts';
import { findManagedPolicyArn } from './managed-policies.ts';

const file = findCorpus('sam/data/aws_managed_policies.json');

describe('managed policies', () => {
  test('a name of another partition, or of none, has no ARN', () => {
    expect(findManagedPolicyArn('AWSLambdaBasicExecutionRole', 'aws')).toBe(
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    );
    expect(findManagedPolicyArn('AWSLambdaBasicExecutionRole', 'aws-moon')).toBeUndefined();
    expect(findManagedPolicyArn('constructor', 'aws')).toBeUndefined();
  });

  test.skipIf(file === undefined)('every name has the ARN that AWS gave it, in every partition', () => {
    const recorded = JSON.parse(readFileSync(file ?? '', 'utf8')) as Record<string, Record<string, string>>;
    for (const [partition, arns] of Object.entries(recorded)) {
      const ours = Object.fromEntries(Object.keys(arns).map((name) => [name, findManagedPolicyArn(name, partition)]));
      expect(ours).toEqual(arns);
    }
  });
});
