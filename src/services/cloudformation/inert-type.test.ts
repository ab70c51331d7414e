import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../template/json.ts';
import { openCloudformation, templateOf } from './cloudformation.fixture.ts';
import { createInertType, inertAttribute } from './inert-type.ts';
import type { CreateRequest } from './resource-type.ts';
import { findForm, inertTypeNames } from './resource-types/inert-forms/find-form.ts';
import { findSchema } from './resource-types/schemas.ts';
import type { LiveResource } from './resources/resource.ts';

const owner = { region: 'eu-west-1', account: '123456789012' };

async function create(typeName: string, properties: JsonObject = {}): Promise<LiveResource> {
  const request: CreateRequest = {
    owner,
    stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/id',
    stackName: 'shop',
    logicalId: 'Thing',
    typeName,
    requestToken: 'f3a2b1c0-0000-4000-8000-000000000000',
    properties,
    stackTags: [],
    peers: [],
    isRollback: false,
    call: { caller: { ...owner, arn: 'arn', userId: 'user', accessKeyId: 'key' }, requestId: 'token', origin: '' },
  };
  const made = await createInertType(typeName).create(request);
  if (made.kind !== 'done') throw new Error(`${typeName} is not made at once`);
  const { physicalId, attributes } = made;
  return {
    typeName,
    physicalId,
    attributes,
    properties,
    dependsOn: [],
    deletionPolicy: 'Delete',
    updateReplacePolicy: 'Delete',
    stackTags: [],
  };
}

describe('a recorded resource', () => {
  it.each<[string, JsonObject, RegExp, Readonly<Record<string, RegExp>>]>([
    [
      'AWS::ApiGateway::DomainName',
      { DomainName: 'api.shop.example' },
      /^api\.shop\.example$/,
      {
        RegionalDomainName: /^d-[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/,
        DistributionDomainName: /^d[a-z0-9]{13}\.cloudfront\.net$/,
        DistributionHostedZoneId: /^Z2FDTNDATAQYW2$/,
      },
    ],
    [
      'AWS::SQS::Queue',
      {},
      /^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/123456789012\/shop-Thing-[A-Z0-9]{13}$/,
      { Arn: /^arn:aws:sqs:eu-west-1:123456789012:shop-Thing-\w{13}$/, QueueName: /^shop-Thing-\w{13}$/ },
    ],
    ['AWS::SQS::Queue', { FifoQueue: true }, /\/shop-Thing-[A-Z0-9]{13}\.fifo$/, {}],
    [
      'AWS::DynamoDB::Table',
      { TableName: 'orders' },
      /^orders$/,
      {
        Arn: /^arn:aws:dynamodb:eu-west-1:123456789012:table\/orders$/,
        StreamArn: /:table\/orders\/stream\/2026-\d\d-\d\dT\d\d:00:00\.\d{3}$/,
      },
    ],
    [
      'AWS::StepFunctions::StateMachine',
      {},
      /^arn:aws:states:eu-west-1:123456789012:stateMachine:shop-Thing-\w{13}$/,
      { Name: /^shop-Thing-\w{13}$/, Arn: /^arn:aws:states:.*:shop-Thing-\w{13}$/ },
    ],
    ['AWS::Cognito::UserPool', {}, /^eu-west-1_[A-Za-z0-9]{9}$/, { Arn: /:userpool\/eu-west-1_\w{9}$/ }],
    [
      'AWS::EC2::Subnet',
      { VpcId: 'vpc-1' },
      /^subnet-[0-9a-f]{17}$/,
      { AvailabilityZone: /^eu-west-1a$/, VpcId: /^vpc-1$/ },
    ],
    ['AWS::SecretsManager::Secret', { Name: 'pin' }, /:secret:pin-[A-Za-z0-9]{6}$/, {}],
    ['AWS::IoT::TopicRule', {}, /^shop_Thing_[A-Z0-9]{13}$/, {}],
    // By the patterns that AWS mostly follows.
    ['AWS::DataSync::Agent', {}, /^arn:aws:datasync:eu-west-1:123456789012:agent\//, {}],
    ['AWS::Cognito::UserPoolUICustomizationAttachment', { ClientId: 'c' }, /./, {}],
  ])('of the type %s with %j has an ID of its form', async (typeName, properties, id, attributes) => {
    const live = await create(typeName, properties);
    expect(live.physicalId).toMatch(id);
    for (const [name, form] of Object.entries(attributes)) expect(inertAttribute(live, name), name).toMatch(form);
  });

  it('names one host in all that is said of it', async () => {
    const live = await create('AWS::AppSync::GraphQLApi', { Name: 'shop' });
    expect(inertAttribute(live, 'GraphQLUrl')).toBe(`https://${String(inertAttribute(live, 'GraphQLDns'))}/graphql`);
  });
});

describe('forms', () => {
  it('are there for what templates use most, and AWS has each of the types', () => {
    const names = [...inertTypeNames];
    expect(names.length).toBeGreaterThan(150);
    expect(names.filter((name) => findSchema(name) === undefined)).toEqual([]);
  });

  it('leave nothing open', async () => {
    for (const typeName of inertTypeNames) {
      const live = await create(typeName);
      const texts = [...(findForm(typeName)?.attributes.keys() ?? [])].map((name) => inertAttribute(live, name));
      expect([live.physicalId, ...texts].join(' '), typeName).not.toMatch(/[{}]|undefined|NaN/);
      expect(
        [live.physicalId, ...texts].every((text) => text !== ''),
        typeName,
      ).toBe(true);
    }
  });
});

it('outputs that tell an address keep it over changes in place', async () => {
  await using cloudformation = await openCloudformation();
  const template = (Comment: string): string =>
    templateOf(
      { Site: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig: { Comment } } } },
      {
        Outputs: {
          Url: { Value: { 'Fn::Sub': 'https://${Site.DomainName}/index.html' } },
          Id: { Value: { Ref: 'Site' } },
        },
      },
    );
  const outputs = async () =>
    (await cloudformation.call('DescribeStacks', { StackName: 'shop' })).Stacks?.[0]?.Outputs?.map(
      ({ OutputValue }) => OutputValue,
    );
  await cloudformation.call('CreateStack', { StackName: 'shop', TemplateBody: template('one') });
  expect(await cloudformation.settle('shop')).toBe('CREATE_COMPLETE');
  const first = await outputs();
  expect(first).toContainEqual(expect.stringMatching(/^https:\/\/d[a-z0-9]{13}\.cloudfront\.net\/index\.html$/));
  await cloudformation.call('UpdateStack', { StackName: 'shop', TemplateBody: template('two') });
  expect(await cloudformation.settle('shop')).toBe('UPDATE_COMPLETE');
  expect(await outputs()).toEqual(first);
  expect((await cloudformation.events('shop')).join('\n')).toContain(
    'Serin records AWS::CloudFront::Distribution without making anything: nothing is behind this resource',
  );
});
