import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findCorpus } from '../../../tests/corpus.ts';
import { policyTemplates } from './data/policy-templates.ts';
import { expandPolicyTemplate, requiredParameters } from './policy-template.ts';

interface Recorded {
  readonly Templates: Record<string, { readonly Parameters: Record<string, unknown>; readonly Definition: unknown }>;
}

const file = findCorpus('sam/data/policy_templates.json');

describe('policy templates', () => {
  test('values take the places of the parameters, whatever they are', () => {
    expect(expandPolicyTemplate('SQSSendMessagePolicy', { QueueName: { Ref: 'QueueName' }, Other: 1 })).toEqual({
      kind: 'expanded',
      document: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sqs:SendMessage*'],
            Resource: {
              'Fn::Sub': [
                'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}',
                { queueName: { Ref: 'QueueName' } },
              ],
            },
          },
        ],
      },
    });
  });

  test('a parameter without a value is named', () => {
    expect(expandPolicyTemplate('DynamoDBStreamReadPolicy', { TableName: 'orders' })).toEqual({
      kind: 'missing-parameters',
      message: "Following required parameters of template 'DynamoDBStreamReadPolicy' don't have values: ['StreamName']",
    });
    expect(expandPolicyTemplate('S3ReadPolicy', 'orders').kind).toBe('no-parameters');
    expect(expandPolicyTemplate('toString', {})).toEqual({ kind: 'unknown' });
  });

  test.skipIf(file === undefined)('each template gives the statements that AWS SAM gives', () => {
    const { Templates: recorded } = JSON.parse(readFileSync(file ?? '', 'utf8')) as Recorded;
    expect(Object.keys(policyTemplates).sort()).toEqual(Object.keys(recorded).sort());
    for (const [name, { Parameters: parameters, Definition: definition }] of Object.entries(recorded)) {
      const names = Object.keys(parameters);
      expect(requiredParameters(name)).toEqual(names.sort());
      const result = expandPolicyTemplate(name, Object.fromEntries(names.map((key) => [key, { Ref: key }])));
      expect(result).toEqual({ kind: 'expanded', document: definition });
    }
  });
});
