import { expect, it } from 'vitest';
import type { JsonObject } from './json.ts';
import { isTemplate, readTemplate } from './read-template.ts';
import { summarizeTemplate } from './template-summary.ts';

function summaryOf(tree: JsonObject): ReturnType<typeof summarizeTemplate> {
  const read = readTemplate(tree);
  if (!isTemplate(read)) throw new Error(read.message);
  return summarizeTemplate(read, (type) => (type === 'AWS::IAM::Role' ? ['RoleName'] : []));
}

const role = (properties: JsonObject): JsonObject => ({ Type: 'AWS::IAM::Role', Properties: properties });

it('tells of parameters, types and what tells resources apart', () => {
  expect(
    summaryOf({
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'shop',
      Metadata: { a: 1 },
      Parameters: {
        Key: { Type: 'String', Description: 'The key' },
        Stage: { Type: 'String', Default: 'dev', NoEcho: true, AllowedValues: ['dev', 'prod'] },
      },
      Resources: { A: role({ RoleName: 'mine' }), B: { Type: 'AWS::SNS::Topic' }, C: role({}) },
    }),
  ).toEqual({
    Version: '2010-09-09',
    Description: 'shop',
    Metadata: '{"a":1}',
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
    Parameters: [
      { ParameterKey: 'Key', ParameterType: 'String', NoEcho: false, Description: 'The key', ParameterConstraints: {} },
      {
        ParameterKey: 'Stage',
        ParameterType: 'String',
        NoEcho: true,
        DefaultValue: 'dev',
        ParameterConstraints: { AllowedValues: ['dev', 'prod'] },
      },
    ],
    ResourceTypes: ['AWS::IAM::Role', 'AWS::SNS::Topic'],
    ResourceIdentifierSummaries: [
      { ResourceType: 'AWS::IAM::Role', LogicalResourceIds: ['A', 'C'], ResourceIdentifiers: ['RoleName'] },
      { ResourceType: 'AWS::SNS::Topic', LogicalResourceIds: ['B'] },
    ],
  });
});

it.each<[JsonObject, readonly string[] | undefined]>([
  [{ Resources: { A: { Type: 'AWS::SNS::Topic' } } }, undefined],
  [
    { Resources: { A: role({}), B: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'x' } } } },
    ['CAPABILITY_IAM'],
  ],
  [
    { Resources: { A: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'x' } } } },
    ['CAPABILITY_NAMED_IAM'],
  ],
  [
    { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: { Type: 'AWS::Serverless::Function' } } },
    ['CAPABILITY_AUTO_EXPAND'],
  ],
  [
    { Resources: { A: role({ Tags: { 'Fn::Transform': { Name: 'Mine' } } }) } },
    ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
  ],
])('asks to acknowledge what %j brings', (tree, capabilities) => {
  expect(summaryOf(tree).Capabilities).toEqual(capabilities);
});

it('tells of declared transforms', () => {
  expect(
    summaryOf({ Transform: ['AWS::Serverless-2016-10-31'], Resources: { A: { Type: 'AWS::Serverless::Function' } } }),
  ).toMatchObject({
    DeclaredTransforms: ['AWS::Serverless-2016-10-31'],
    ResourceTypes: ['AWS::Serverless::Function'],
  });
});
