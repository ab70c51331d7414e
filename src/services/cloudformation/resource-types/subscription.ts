import { whereThere } from '../missing.ts';
import { physicalName } from '../physical-name.ts';
import { readDocument, readText, requireKnown, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Progress, Properties, ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'sns'>;

const attributeNames = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
];
const createOnly = new Set(['Endpoint', 'Protocol', 'TopicArn']);
const knownProperties = [...attributeNames, ...createOnly, 'Region'];
/** Kinds of endpoints that AWS has and Serin does not deliver to. */
const recordedProtocols = new Set(['application', 'email', 'email-json', 'firehose', 'sms', 'sqs']);

export function createSubscriptionType(clients: Clients): ResourceType {
  const { sns } = clients;
  return {
    typeName: 'AWS::SNS::Subscription',
    serviceName: 'Sns',
    attributeNames: ['Arn'],
    replacementOf: (path) => (createOnly.has(path) ? 'Always' : 'Never'),
    async create(request) {
      const { properties, call } = request;
      requireKnown(properties, knownProperties);
      const TopicArn = requireText(properties, 'TopicArn');
      const Protocol = requireText(properties, 'Protocol');
      if (isRecorded(properties)) {
        const name = physicalName(request, { lengthMax: 64 });
        return done(`${TopicArn}:${name}`, request);
      }
      const Endpoint = readText(properties, 'Endpoint') ?? '';
      // Answers with the subscription that is there, where a call before has made it.
      const { SubscriptionArn = '' } = await sns.Subscribe(
        { TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true },
        call,
      );
      await configure(clients, SubscriptionArn, { request, previous: {} });
      return done(SubscriptionArn, request);
    },
    async update(request) {
      requireKnown(request.properties, knownProperties);
      const { physicalId, previousProperties: previous } = request;
      if (!isRecorded(request.properties)) await configure(clients, physicalId, { request, previous });
      return done(physicalId, request);
    },
    async delete({ physicalId, properties, attributes, call }) {
      if (!isRecorded(properties)) await whereThere(() => sns.Unsubscribe({ SubscriptionArn: physicalId }, call));
      return { kind: 'done', physicalId, attributes };
    },
  };
}

const isRecorded = (properties: Properties): boolean => recordedProtocols.has(readText(properties, 'Protocol') ?? '');

function done(physicalId: string, { properties }: ResourceRequest): Progress {
  const protocol = readText(properties, 'Protocol');
  const note = `Serin does not deliver to ${protocol}: this subscription is recorded, and gets no messages`;
  return { kind: 'done', physicalId, attributes: { Arn: physicalId }, ...(isRecorded(properties) && { note }) };
}

async function configure(
  { sns }: Clients,
  SubscriptionArn: string,
  { request, previous }: { readonly request: ResourceRequest; readonly previous: Properties },
): Promise<void> {
  for (const name of attributeNames) {
    const value = readDocument(request.properties, name);
    if (value === readDocument(previous, name)) continue;
    const cleared = name === 'FilterPolicyScope' ? 'MessageAttributes' : name === 'RawMessageDelivery' ? 'false' : '{}';
    await sns.SetSubscriptionAttributes(
      { SubscriptionArn, AttributeName: name, AttributeValue: value ?? cleared },
      request.call,
    );
  }
}
