import type { EvaluationScope } from './evaluation-scope.ts';
import { refuse } from './refusal.ts';

/** A scope in which nothing of a stack is there yet. */
export function scopeWith(parts: Partial<EvaluationScope> = {}): EvaluationScope {
  return {
    parameters: new Map(),
    pseudoParameters: {
      accountId: '111111111111',
      region: 'eu-west-1',
      partition: 'aws',
      urlSuffix: 'amazonaws.com',
      stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop/1',
      stackName: 'shop',
      notificationArns: ['arn:aws:sns:eu-west-1:111111111111:events'],
    },
    mappings: {},
    conditions: new Map(),
    resources: { ref: () => ({ kind: 'unknown' }), attribute: () => ({ kind: 'unknown' }) },
    importValue: (name) => refuse(`No export named ${name} found.`),
    availabilityZones: (region) => [`${region}a`, `${region}b`],
    dynamicReference: ({ text }) => refuse(`nothing under ${text}`),
    hasLanguageExtensions: false,
    ...parts,
  };
}
