/** Resource types that are recorded, so that templates which have them can be deployed, and do nothing. */
import type { JsonValue } from '../../template/json.ts';
import { physicalName, randomText } from './physical-name.ts';
import type { Progress, ResourceRequest, ResourceType } from './resource-type.ts';
import { findSchema, replacementBySchema } from './resource-types/schemas.ts';
import type { LiveResource } from './resources/resource.ts';

export const inertNote = (typeName: string): string =>
  `Serin records ${typeName} without making anything: nothing is behind this resource`;

export function createInertType(typeName: string): ResourceType {
  return {
    typeName,
    serviceName: typeName.split('::')[1] ?? typeName,
    isInert: true,
    replacementOf: replacementBySchema(typeName),
    create: async (request) => done(physicalIdOf(typeName, request), typeName, request),
    update: async (request) => done(request.physicalId, typeName, request),
    delete: async (request) => ({ kind: 'done', physicalId: request.physicalId, attributes: {} }),
  };
}

const done = (physicalId: string, typeName: string, { owner }: ResourceRequest): Progress => ({
  kind: 'done',
  physicalId,
  // What an answer to `Fn::GetAtt` is made of; see `inertAttribute`.
  attributes: { [regionAttribute]: owner.region, [accountAttribute]: owner.account },
  note: inertNote(typeName),
});

const regionAttribute = '$region';
const accountAttribute = '$account';

/** In the form of the type's identifier: a name that the template gives or CloudFormation makes, an ARN, an ID. */
function physicalIdOf(typeName: string, request: ResourceRequest): string {
  const [, service = '', kind = ''] = typeName.split('::');
  const { owner, properties, requestToken } = request;
  const identifier = findSchema(typeName)?.identifiers[0] ?? 'Name';
  const names = [properties[identifier], properties[`${kind}Name`], properties['Name']];
  const given = names.find((name) => typeof name === 'string');
  const name = typeof given === 'string' ? given : physicalName(request, { lengthMax: 128 });
  if (identifier === 'QueueUrl') return `https://sqs.${owner.region}.amazonaws.com/${owner.account}/${name}`;
  if (identifier.endsWith('Arn')) return arnOf({ service, kind, ...owner, name });
  if (identifier.endsWith('Id') && given === undefined)
    return `${kind.toLowerCase()}-${randomText(requestToken, 17, '0123456789abcdef')}`;
  return name;
}

interface InertName {
  readonly service: string;
  readonly kind: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** Queues and topics stand in their ARNs by their names alone. */
function arnOf({ service, kind, region, account, name }: InertName): string {
  const kindPart = service === 'SQS' || service === 'SNS' ? '' : `${kind.toLowerCase()}/`;
  return `arn:aws:${service.toLowerCase()}:${region}:${account}:${kindPart}${name}`;
}

/** An answer of the form that the attribute's name promises, always the same for one resource. */
export function inertAttribute(live: LiveResource, attribute: string): JsonValue | undefined {
  const [, service = '', kind = ''] = live.typeName.split('::');
  const region = String(live.attributes[regionAttribute] ?? '');
  const account = String(live.attributes[accountAttribute] ?? '');
  const name = live.physicalId.slice(live.physicalId.lastIndexOf('/') + 1);
  const seed = `${live.physicalId}/${attribute}`;
  const last = attribute.split('.').at(-1) ?? attribute;
  if (last === 'QueueUrl') return live.physicalId;
  if (last.endsWith('Arn')) {
    if (live.physicalId.startsWith('arn:') && (last === 'Arn' || last === `${kind}Arn`)) return live.physicalId;
    const kindOf = last === 'Arn' || last === `${kind}Arn` ? '' : `/${last.slice(0, -3).toLowerCase()}`;
    return `${arnOf({ service, kind, region, account, name })}${kindOf}`;
  }
  if (last.endsWith('Name')) return name;
  if (/(Url|URL|Uri|Endpoint|DomainName|Address)$/.test(last))
    return `${name}.${service}.${region}.amazonaws.com`.toLowerCase();
  if (last.endsWith('Id')) return randomText(seed, 17, '0123456789abcdef');
  return randomText(seed, 13);
}
