/** The messages are AWS's own, as it was recorded to give them. */
import { expect, test } from 'vitest';
import { lambda } from '../api/lambda.ts';
import { findViolations } from './validation.ts';

const create = { FunctionName: 'fn', Role: 'arn:aws:iam::123456789012:role/r', Code: {} };
const namePattern = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`;
const bounds = 'Member must have length less than or equal to 1024, Member must have length greater than or equal to';

test.each([
  ['CreateFunction', create, undefined],
  [
    'CreateFunction',
    { ...create, FunctionName: 'my-function!' },
    `1 validation error detected: Value 'my-function!' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${namePattern}`,
  ],
  [
    'CreateFunction',
    { ...create, FunctionName: `!${'a'.repeat(140)}` },
    `2 validation errors detected: Value '!${'a'.repeat(140)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 140; Value '!${'a'.repeat(140)}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${namePattern}`,
  ],
  [
    'CreateFunction',
    { ...create, Architectures: ['X86_64'] },
    "1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
  ],
  // A retired runtime is taken, though a refusal does not name it.
  ['PublishLayerVersion', { LayerName: 'layer', Content: {}, CompatibleRuntimes: ['nodejs12.x'] }, undefined],
  [
    'CreateFunction',
    { ...create, VpcConfig: { SubnetIds: ['bad-format-subnet'], SecurityGroupIds: ['sg-1'] } },
    `1 validation error detected: Value '[bad-format-subnet]' at 'vpcConfig.subnetIds' failed to satisfy constraint: Member must satisfy constraint: [${bounds} 0, Member must satisfy regular expression pattern: subnet-[0-9a-z]*]`,
  ],
  [
    'CreateFunction',
    { ...create, VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['group'] } },
    `1 validation error detected: Value '[group]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must satisfy constraint: [${bounds} 0, Member must satisfy regular expression pattern: sg-[0-9a-zA-Z]*]`,
  ],
  [
    'CreateAlias',
    {
      FunctionName: 'fn',
      Name: 'a',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { $LATEST: 0.5 } },
    },
    `1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [${bounds} 1, Member must satisfy regular expression pattern: [0-9]+]`,
  ],
  [
    'CreateAlias',
    { FunctionName: 'fn', Name: 'a', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { '2': 2 } } },
    "1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
  ],
])('%s is told what breaks the constraints, in AWS’s words: %o', async (operation, input, message) => {
  expect(findViolations(await lambda.load(), operation, input, new Set())?.message).toBe(message);
});
