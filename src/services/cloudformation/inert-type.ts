/** Resource types that are recorded, so that templates which have them can be deployed, and do nothing. */
import type { JsonValue } from '../../template/json.ts';
import { physicalName, randomText } from './physical-name.ts';
import type { Progress, ResourceRequest, ResourceType } from './resource-type.ts';
import { fillForm } from './resource-types/inert-forms/fill-form.ts';
import { findForm } from './resource-types/inert-forms/find-form.ts';
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

/** In the form that the type's IDs have, or else in that of its identifier: a name, an ARN, an ID. */
function physicalIdOf(typeName: string, request: ResourceRequest): string {
  const { owner, properties, requestToken } = request;
  const form = findForm(typeName);
  if (form === undefined) return patternedId(typeName, request);
  return fillForm(form.physicalId, {
    ...owner,
    properties,
    seedOf: (label) => (label === undefined ? requestToken : `${requestToken}/${label}`),
    makeName: ({ lengthMax, kind }) => nameOf(kind, lengthMax, request),
  });
}

function nameOf(kind: string | undefined, lengthMax: number, request: ResourceRequest): string {
  switch (kind) {
    case 'lower':
      return physicalName(request, { lengthMax, letters: 'lower' });
    case 'word':
      return physicalName(request, { lengthMax }).replaceAll('-', '_');
    case 'queue': {
      const ending = String(request.properties['FifoQueue']) === 'true' ? '.fifo' : '';
      return physicalName(request, { lengthMax: lengthMax - ending.length }) + ending;
    }
    case undefined:
    default:
      return physicalName(request, { lengthMax });
  }
}

function patternedId(typeName: string, request: ResourceRequest): string {
  const [, service = '', kind = ''] = typeName.split('::');
  const { owner, properties, requestToken } = request;
  const identifier = identifierOf(typeName);
  const names = [properties[identifier], properties[`${kind}Name`], properties['Name']];
  const given = names.find((name) => typeof name === 'string');
  const name = typeof given === 'string' ? given : physicalName(request, { lengthMax: 128 });
  if (/Arn$|ARN$/.test(identifier)) return arnOf({ service, kind, ...owner, name });
  if (identifier.endsWith('Id') && given === undefined)
    return `${kind.toLowerCase()}-${randomText(requestToken, 17, '0123456789abcdef')}`;
  return name;
}

/** Of several, that which the service sets, or the name: others tell to whom the resource belongs. */
function identifierOf(typeName: string): string {
  const { identifiers = [], readOnly = [] } = findSchema(typeName) ?? {};
  const set = identifiers.find((name) => readOnly.includes(name));
  return set ?? identifiers.findLast((name) => !/(Id|Arn)$/.test(name)) ?? identifiers.at(-1) ?? 'Name';
}

interface InertName {
  readonly service: string;
  readonly kind: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** Where a service is called otherwise in ARNs than in the names of types. */
const arnNames: Readonly<Record<string, string>> = {
  AmazonMQ: 'mq',
  ApplicationAutoScaling: 'autoscaling',
  CertificateManager: 'acm',
  CodeStarConnections: 'codestar-connections',
  Cognito: 'cognito-idp',
  EFS: 'elasticfilesystem',
  EMR: 'elasticmapreduce',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  KinesisAnalyticsV2: 'kinesisanalytics',
  KinesisFirehose: 'firehose',
  Location: 'geo',
  MSK: 'kafka',
  NetworkFirewall: 'network-firewall',
  OpenSearchService: 'es',
  ResourceGroups: 'resource-groups',
  StepFunctions: 'states',
};

const arnOf = ({ service, kind, region, account, name }: InertName): string =>
  `arn:aws:${arnNames[service] ?? service.toLowerCase()}:${region}:${account}:${kind.toLowerCase()}/${name}`;

/** An answer of the form that the attribute has or its name promises, always the same for one resource. */
export function inertAttribute(live: LiveResource, attribute: string): JsonValue | undefined {
  const { typeName, physicalId, properties } = live;
  const region = String(live.attributes[regionAttribute] ?? '');
  const account = String(live.attributes[accountAttribute] ?? '');
  const form = findForm(typeName)?.attributes.get(attribute);
  const seedOf = (label: string | undefined): string => `${physicalId}/${label ?? attribute}`;
  const filled = form === undefined ? '' : fillForm(form, { region, account, properties, physicalId, seedOf });
  return filled === '' ? patternedAttribute(live, attribute, { region, account }) : filled;
}

function patternedAttribute(
  { typeName, physicalId }: LiveResource,
  attribute: string,
  { region, account }: { readonly region: string; readonly account: string },
): JsonValue {
  const [, service = '', kind = ''] = typeName.split('::');
  const name = physicalId.slice(physicalId.lastIndexOf('/') + 1);
  const seed = `${physicalId}/${attribute}`;
  const last = attribute.split('.').at(-1) ?? attribute;
  if (/Arn$|ARN$/.test(last)) {
    const isOwn = /^arn$/i.test(last) || last.toLowerCase() === `${kind}arn`.toLowerCase();
    if (physicalId.startsWith('arn:') && isOwn) return physicalId;
    return `${arnOf({ service, kind, region, account, name })}${isOwn ? '' : `/${last.slice(0, -3).toLowerCase()}`}`;
  }
  if (last.endsWith('Name')) return name;
  if (/(Url|URL|Uri|Endpoint|DomainName|Address)$/.test(last))
    return `${name}.${service}.${region}.amazonaws.com`.toLowerCase();
  if (last.endsWith('Id')) return randomText(seed, 17, '0123456789abcdef');
  return randomText(seed, 13);
}
