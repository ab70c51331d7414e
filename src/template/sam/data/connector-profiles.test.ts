import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findCorpus } from '../../../../tests/corpus.ts';
import {
  type ConnectableType,
  type ConnectorProfile,
  connectableTypes,
  findConnectorProfile,
} from './connector-profiles.ts';

interface Recorded {
  readonly Permissions: Record<string, Record<string, unknown>>;
  readonly CfnResourceProperties: Record<string, unknown>;
}

const kinds = {
  'managed-policy': 'AWS_IAM_ROLE_MANAGED_POLICY',
  'queue-policy': 'AWS_SQS_QUEUE_POLICY',
  'topic-policy': 'AWS_SNS_TOPIC_POLICY',
  permission: 'AWS_LAMBDA_PERMISSION',
};

/** Our profile in the shape in which AWS SAM keeps its own. */
function inTheirShape(profile: ConnectorProfile | undefined): unknown {
  if (profile === undefined) return undefined;
  const isPolicy = profile.kind === 'managed-policy';
  const categories = Object.entries(profile.accesses).map(([access, granted]) => [
    access,
    profile.kind === 'permission' ? granted : { Statement: granted },
  ]);
  return {
    Type: kinds[profile.kind],
    Properties: {
      SourcePolicy: isPolicy && profile.roleOf === 'Source',
      ...(isPolicy && profile.dependedBy && { DependedBy: profile.dependedBy }),
      ...(isPolicy && profile.combinations && { ValidAccessCategories: profile.combinations }),
      AccessCategories: Object.fromEntries(categories),
    },
  };
}

function inTheirWords(type: ConnectableType): unknown {
  const valueOf = (name: string) =>
    name === '*' ? '*' : name === 'Ref' ? { Ref: '%{logicalId}' } : { 'Fn::GetAtt': ['%{logicalId}', name] };
  const outputs = {
    Arn: type.arn,
    Url: type.queueUrl,
    Id: type.resourceId,
    Name: type.name,
    Qualifier: type.qualifier,
  };
  const given = Object.entries(outputs).flatMap(([key, name]) => (name === undefined ? [] : [[key, valueOf(name)]]));
  const role = type.role === 'Targets' ? { Function: 'GetEventsRuleRole' } : type.role;
  return { ...(role !== undefined && { Inputs: { Role: role } }), Outputs: Object.fromEntries(given) as unknown };
}

const file = findCorpus('sam/data/connector_profiles.json');

describe('connector profiles', () => {
  test('types that cannot be connected have none', () => {
    expect(findConnectorProfile('AWS::S3::Bucket', 'AWS::SQS::Queue')).toBeUndefined();
    expect(findConnectorProfile('constructor', 'name')).toBeUndefined();
  });

  test.skipIf(file === undefined)('each pair grants what AWS SAM grants, and lists it in its order', () => {
    const recorded = JSON.parse(readFileSync(file ?? '', 'utf8')) as Recorded;
    for (const [source, destinations] of Object.entries(recorded.Permissions)) {
      for (const [destination, profile] of Object.entries(destinations)) {
        const ours = inTheirShape(findConnectorProfile(source, destination));
        // Theirs can carry a comment besides.
        expect(profile, `${source} to ${destination}`).toMatchObject(ours as object);
        expect(accessOrder(ours)).toEqual(accessOrder(profile));
      }
    }
    const types = Object.entries(connectableTypes).map(([name, type]) => [name, inTheirWords(type)]);
    expect(Object.fromEntries(types)).toEqual(recorded.CfnResourceProperties);
  });
});

function accessOrder(profile: unknown): readonly string[] {
  return Object.keys((profile as { Properties: { AccessCategories: object } }).Properties.AccessCategories);
}
