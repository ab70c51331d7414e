import { describe, expect, it } from 'vitest';
import { openCloudformation } from './cloudformation.fixture.ts';
import { transforms } from './transforms.ts';

const template = (code: string): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs24.x
      CodeUri: s3://bkt/${code}
      AutoPublishAlias: live
      DeploymentPreference: {Type: Canary10Percent5Minutes, Alarms: [!Ref Errors]}
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 2
      MetricName: Errors
      Namespace: AWS/Lambda
      Dimensions: [{Name: ExecutedVersion, Value: !GetAtt Fn.Version.Version}]
`;

it('a code push of a serverless template reads as it does on AWS', async () => {
  await using cloudformation = await openCloudformation({ transforms });
  const deploy = async (name: string, type: 'CREATE' | 'UPDATE', code: string) => {
    await cloudformation.call('CreateChangeSet', {
      StackName: 'shop',
      ChangeSetName: name,
      ChangeSetType: type,
      TemplateBody: template(code),
      Capabilities: ['CAPABILITY_IAM'],
    });
    const { Changes = [] } = await cloudformation.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: name });
    await cloudformation.call('ExecuteChangeSet', { StackName: 'shop', ChangeSetName: name });
    await cloudformation.settle('shop');
    return Changes.map(({ ResourceChange: change }) => [
      change?.Action,
      change?.LogicalResourceId,
      change?.PolicyAction,
    ]);
  };
  expect(await deploy('first', 'CREATE', 'abc123')).toContainEqual(['Add', 'FnVersionc78498db53', undefined]);
  expect(await deploy('second', 'UPDATE', 'def456')).toEqual([
    ['Modify', 'Errors', undefined],
    ['Modify', 'Fn', undefined],
    ['Modify', 'FnAliaslive', undefined],
    ['Remove', 'FnVersionc78498db53', 'Retain'],
    ['Add', expect.stringMatching(/^FnVersion[0-9a-f]{10}$/), undefined],
  ]);
  const events = await cloudformation.events('shop');
  expect(events.slice(-3)).toEqual([
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'FnVersionc78498db53 DELETE_SKIPPED',
    'shop UPDATE_COMPLETE',
  ]);
});

it('an include that names no object in a bucket is refused as on AWS', async () => {
  await using cloudformation = await openCloudformation({ transforms });
  const TemplateBody = JSON.stringify({
    Resources: {
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: './topic.yaml' } } },
      },
    },
  });
  await expect(
    cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody, Capabilities: ['CAPABILITY_AUTO_EXPAND'] }),
  ).rejects.toThrow('Transform AWS::Include failed with: The location parameter is not a valid S3 uri.');
});

it('the place of an include may be made of parameters, and what is included wins over what stands beside it', async () => {
  await using cloudformation = await openCloudformation({ transforms });
  cloudformation.peers.objects.set('parts/names.yaml', 'Name: theirs\n');
  const Location = { 'Fn::Sub': 's3://${Bucket}/names.yaml' };
  const TemplateBody = JSON.stringify({
    Parameters: { Bucket: { Type: 'String' } },
    Resources: {
      A: {
        Type: 'Test::Service::Thing',
        Properties: { Name: 'mine', 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location } } },
      },
    },
  });
  await cloudformation.call('CreateStack', {
    StackName: 'shop',
    TemplateBody,
    Parameters: [{ ParameterKey: 'Bucket', ParameterValue: 'parts' }],
    Capabilities: ['CAPABILITY_AUTO_EXPAND'],
  });
  expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
  expect(cloudformation.world.deeds).toEqual(['create theirs']);
});

describe('what is wrong with a template that has transforms is told by its change set, as on AWS:', () => {
  const fn = {
    Type: 'AWS::Serverless::Function',
    Properties: { Handler: 'app.handler', Runtime: 'nodejs24.x', InlineCode: 'x' },
  };
  const serverless = 'AWS::Serverless-2016-10-31';
  const invalid = `Transform ${serverless} failed with: Invalid Serverless Application Specification document. Number of errors found: 1. `;

  it.each<[what: string, template: object, reason: string]>([
    [
      'a null that the transform brings into a resource',
      { Globals: { Function: { Environment: { Variables: { TABLE: null } } } }, Resources: { Fn: fn } },
      "[/Resources/Fn/Type/Environment/Variables/TABLE] 'null' values are not allowed in templates",
    ],
    [
      'what the transform itself finds',
      { Resources: { Fn: { ...fn, Condition: true } } },
      `${invalid}Structure of the SAM template is invalid. Every Condition member must be a string.`,
    ],
    ['an unknown section', { Resources: { Fn: fn }, fn }, 'Invalid template property or properties [fn]'],
    [
      'a resource that is not there',
      { Resources: { Fn: fn }, Outputs: { O: { Value: { Ref: 'Api' } } } },
      'Unresolved resource dependencies [Api] in the Outputs block of the template',
    ],
    [
      'a resource that its condition takes away',
      {
        Conditions: { IsOff: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { Fn: fn, Topic: { Type: 'AWS::SNS::Topic', Condition: 'IsOff', DependsOn: 'Fn' } },
        Outputs: { O: { Value: { Ref: 'Topic' } } },
      },
      'Unresolved resource dependencies [Topic] in the Outputs block of the template',
    ],
    ['a capability that is not given', { Resources: { Fn: fn } }, 'Requires capabilities : [CAPABILITY_IAM]'],
  ])('%s', async (what, written, StatusReason) => {
    await using cloudformation = await openCloudformation({ transforms });
    await cloudformation.call('CreateChangeSet', {
      StackName: 'shop',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify({ Transform: serverless, ...written }),
      Capabilities: what.startsWith('a capability') ? [] : ['CAPABILITY_IAM'],
    });
    expect(await cloudformation.call('DescribeChangeSet', { StackName: 'shop', ChangeSetName: 'first' })).toMatchObject(
      { Status: 'FAILED', StatusReason },
    );
  });

  it('but not a parameter without a value', async () => {
    await using cloudformation = await openCloudformation({ transforms });
    const TemplateBody = JSON.stringify({
      Transform: serverless,
      Parameters: { P: { Type: 'String' } },
      Resources: { Fn: fn },
    });
    await expect(
      cloudformation.call('CreateChangeSet', {
        StackName: 'shop',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody,
      }),
    ).rejects.toThrow('Parameters: [P] must have values');
  });
});
