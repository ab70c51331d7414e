import { whereThere } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { physicalName } from '../physical-name.ts';
import { readDocument, readTexts } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'sns'>;

/** The policy of topics that others made; those that it leaves get the policy that each topic begins with. */
export function createTopicPolicyType({ sns }: Clients): ResourceType {
  const put = async (topics: readonly string[], { properties, call }: ResourceRequest): Promise<void> => {
    const AttributeValue = readDocument(properties, 'PolicyDocument') ?? '';
    for (const TopicArn of topics)
      await sns.SetTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue }, call);
  };
  const reset = async (topics: readonly string[], { call }: ResourceRequest): Promise<void> => {
    for (const TopicArn of topics)
      await whereThere(() =>
        sns.SetTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue: defaultPolicy(TopicArn) }, call),
      );
  };
  return createNamedType({
    typeName: 'AWS::SNS::TopicPolicy',
    serviceName: 'Sns',
    attributeNames: ['Id'],
    properties: ['PolicyDocument', 'Topics'],
    idOf: (request) => physicalName(request, { lengthMax: 128 }),
    exists: async () => false,
    make: (_, request) => put(readTexts(request.properties, 'Topics'), request),
    async change(_, request) {
      const wanted = readTexts(request.properties, 'Topics');
      await put(wanted, request);
      await reset(
        readTexts(request.previousProperties, 'Topics').filter((topic) => !wanted.includes(topic)),
        request,
      );
    },
    remove: (_, request) => reset(readTexts(request.properties, 'Topics'), request),
    attributesOf: (id) => ({ Id: id }),
  });
}

/** As SNS gives it to a new topic. */
const defaultPolicy = (topicArn: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': topicArn.split(':')[4] ?? '' } },
      },
    ],
  });
