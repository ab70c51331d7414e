import { formatArn } from '../../../aws/arn.ts';
import { ApiError } from '../../../aws/api-error.ts';
import { isJsonObject, type JsonObject } from '../../../template/json.ts';
import { createOnce } from '../create-once.ts';
import { physicalName } from '../physical-name.ts';
import {
  readBoolean,
  readDocument,
  readList,
  readTags,
  readText,
  requireKnown,
  requireText,
} from '../property-readers.ts';
import { isRecordedProtocol, recordedNote } from '../recorded-protocols.ts';
import { replacementBySchema } from './schemas.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Progress, Properties, ResourceRequest, ResourceType, Tag } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'sns'>;

const attributeNames = [
  'DeliveryPolicy',
  'DisplayName',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
] as const;
const knownProperties = [...attributeNames, 'FifoTopic', 'Subscription', 'Tags', 'TopicName'];

export function createTopicType(clients: Clients): ResourceType {
  const { sns } = clients;
  return {
    typeName: 'AWS::SNS::Topic',
    serviceName: 'Sns',
    isTaggable: true,
    attributeNames: ['DisplayName', 'TopicArn', 'TopicName'],
    replacementOf: replacementBySchema('AWS::SNS::Topic'),
    async create(request) {
      const { owner, properties, call } = request;
      requireKnown(properties, knownProperties);
      const name = readText(properties, 'TopicName') ?? physicalName(request, { lengthMax: 256 });
      const arn = formatArn({ service: 'sns', ...owner, resource: name });
      return createOnce(request, {
        physicalId: arn,
        exists: () => topicExists(clients, arn, request),
        takenMessage: `${name} already exists in stack`,
        async create() {
          // Without attributes and tags, for a repeated call is refused if they differ from the topic's.
          const isFifo = readBoolean(properties, 'FifoTopic') === true;
          await sns.CreateTopic({ Name: name, ...(isFifo && { Attributes: { FifoTopic: 'true' } }) }, call);
          await configureTopic(clients, arn, { request, previous: {} });
          return done(arn, request);
        },
      });
    },
    async update(request) {
      requireKnown(request.properties, knownProperties);
      await configureTopic(clients, request.physicalId, {
        request,
        previous: request.previousProperties,
        previousStackTags: request.previousStackTags,
      });
      return done(request.physicalId, request);
    },
    async delete({ physicalId, attributes, call }) {
      await sns.DeleteTopic({ TopicArn: physicalId }, call);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

function done(arn: string, { properties }: ResourceRequest): Progress {
  const recorded = readSubscriptions(properties).find(({ protocol }) => isRecordedProtocol(protocol));
  const note = recorded && { note: recordedNote(recorded.protocol) };
  return { kind: 'done', physicalId: arn, attributes: attributesOf(arn, properties), ...note };
}

const attributesOf = (arn: string, properties: Properties): JsonObject => ({
  DisplayName: readText(properties, 'DisplayName') ?? '',
  TopicArn: arn,
  TopicName: arn.slice(arn.lastIndexOf(':') + 1),
});

async function topicExists({ sns }: Clients, arn: string, { call }: ResourceRequest): Promise<boolean> {
  try {
    await sns.GetTopicAttributes({ TopicArn: arn }, call);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.type === 'NotFoundException') return false;
    throw error;
  }
}

interface TopicChange {
  readonly request: ResourceRequest;
  readonly previous: Properties;
  readonly previousStackTags?: readonly Tag[];
}

async function configureTopic(clients: Clients, arn: string, change: TopicChange): Promise<void> {
  const { sns } = clients;
  const { properties, call } = change.request;
  for (const name of attributeNames) {
    const value = readDocument(properties, name);
    const previous = readDocument(change.previous, name);
    if (value !== previous)
      await sns.SetTopicAttributes({ TopicArn: arn, AttributeName: name, AttributeValue: value ?? '' }, call);
  }
  await configureTags(clients, arn, change);
  await configureSubscriptions(clients, arn, change);
}

async function configureTags(
  { sns }: Clients,
  arn: string,
  { request, previous, previousStackTags = [] }: TopicChange,
): Promise<void> {
  const { properties, stackTags, call } = request;
  const wanted = readTags(properties, stackTags);
  const gone = readTags(previous, previousStackTags)
    .map(({ key }) => key)
    .filter((key) => !wanted.some((tag) => tag.key === key));
  if (gone.length > 0) await sns.UntagResource({ ResourceArn: arn, TagKeys: gone }, call);
  const Tags = wanted.map(({ key, value }) => ({ Key: key, Value: value }));
  if (Tags.length > 0) await sns.TagResource({ ResourceArn: arn, Tags }, call);
}

interface InlineSubscription {
  readonly protocol: string;
  readonly endpoint: string;
}

async function configureSubscriptions({ sns }: Clients, arn: string, change: TopicChange): Promise<void> {
  const { properties, call } = change.request;
  const wanted = readSubscriptions(properties);
  const gone = readSubscriptions(change.previous).filter((old) => !wanted.some((one) => isSame(one, old)));
  for (const { protocol, endpoint } of wanted)
    if (!isRecordedProtocol(protocol))
      await sns.Subscribe({ TopicArn: arn, Protocol: protocol, Endpoint: endpoint }, call);
  if (gone.length === 0) return;
  let next: string | undefined;
  do {
    const page = await sns.ListSubscriptionsByTopic(
      { TopicArn: arn, ...(next !== undefined && { NextToken: next }) },
      call,
    );
    for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of page.Subscriptions ?? [])
      if (
        gone.some((one) => isSame(one, { protocol: Protocol, endpoint: Endpoint })) &&
        SubscriptionArn.startsWith('arn:')
      )
        await sns.Unsubscribe({ SubscriptionArn }, call);
    next = page.NextToken;
  } while (next !== undefined);
}

const readSubscriptions = (properties: Properties): readonly InlineSubscription[] =>
  readList(properties, 'Subscription')
    .filter(isJsonObject)
    .map((item) => ({ protocol: requireText(item, 'Protocol'), endpoint: requireText(item, 'Endpoint') }));

const isSame = (one: InlineSubscription, other: InlineSubscription): boolean =>
  one.protocol === other.protocol && one.endpoint === other.endpoint;
