import { whereThere } from '../missing.ts';
import { physicalName } from '../physical-name.ts';
import { InvalidProperty, readDocument, readText, requireKnown, requireText } from '../property-readers.ts';
import { isRecordedProtocol, recordedNote } from '../recorded-protocols.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Progress, Properties, ResourceRequest, ResourceType } from '../resource-type.ts';
import { replacementBySchema } from './schemas.ts';

type Clients = Pick<ResourceClients, 'sns'>;

const attributeNames = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
];
const typeName = 'AWS::SNS::Subscription';
const knownProperties = [...attributeNames, 'Endpoint', 'Protocol', 'Region', 'TopicArn'];

export function createSubscriptionType(clients: Clients): ResourceType {
  const { sns } = clients;
  return {
    typeName,
    serviceName: 'Sns',
    attributeNames: ['Arn'],
    replacementOf: replacementBySchema(typeName),
    async create(request) {
      const { properties, call } = request;
      requireKnown(properties, knownProperties);
      requireOwnRegion(request);
      const TopicArn = requireText(properties, 'TopicArn');
      const Protocol = requireText(properties, 'Protocol');
      if (isRecorded(properties)) {
        const name = physicalName(request, { lengthMax: 64 });
        return done(`${TopicArn}:${name}`, request);
      }
      if (request.physicalId !== undefined) {
        await configure(clients, request.physicalId, { request, previous: {} });
        return done(request.physicalId, request);
      }
      const Endpoint = readText(properties, 'Endpoint') ?? '';
      // Answers with the subscription that is there, where a call before has made it.
      const { SubscriptionArn = '' } = await sns.Subscribe(
        { TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true },
        call,
      );
      // Told of before it is set up, so that it is ended if that is refused.
      return { kind: 'in-progress', physicalId: SubscriptionArn, callbackContext: { isMade: true }, delayMs: 0 };
    },
    async update(request) {
      requireKnown(request.properties, knownProperties);
      requireOwnRegion(request);
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

function requireOwnRegion({ properties, owner }: ResourceRequest): void {
  const region = readText(properties, 'Region') ?? owner.region;
  if (region !== owner.region)
    throw new InvalidProperty(
      `Serin makes subscriptions in the stack's region alone: Region ${region} cannot be given`,
    );
}

const isRecorded = (properties: Properties): boolean => isRecordedProtocol(readText(properties, 'Protocol'));

function done(physicalId: string, { properties }: ResourceRequest): Progress {
  const note = recordedNote(requireText(properties, 'Protocol'));
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
