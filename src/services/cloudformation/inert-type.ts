/** Resource types that are recorded, so that templates which have them can be deployed, and do nothing. */
import type { JsonValue } from '../../template/json.ts';
import { physicalName, randomText } from './physical-name.ts';
import type { Progress, ResourceRequest, ResourceType } from './resource-type.ts';
import type { LiveResource } from './resources/resource.ts';

export const inertNote = (typeName: string): string =>
  `Serin records ${typeName} without making anything: nothing is behind this resource`;

export function createInertType(typeName: string): ResourceType {
  return {
    typeName,
    serviceName: typeName.split('::')[1] ?? typeName,
    isInert: true,
    replacementOf: () => 'Never',
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

/** The name that the template gives, or one of CloudFormation's own form. */
function physicalIdOf(typeName: string, request: ResourceRequest): string {
  const kind = typeName.split('::').at(-1) ?? typeName;
  const given = [request.properties[`${kind}Name`], request.properties['Name']].find(
    (name) => typeof name === 'string',
  );
  const name = typeof given === 'string' ? given : physicalName(request, { lengthMax: 128 });
  if (typeName !== 'AWS::SQS::Queue') return name;
  return `https://sqs.${request.owner.region}.amazonaws.com/${request.owner.account}/${name}`;
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
    const separator = service === 'SQS' ? '' : `${kind.toLowerCase()}/`;
    const kindOf = last === 'Arn' ? '' : `/${last.slice(0, -3).toLowerCase()}`;
    return `arn:aws:${service.toLowerCase()}:${region}:${account}:${separator}${name}${kindOf}`;
  }
  if (last.endsWith('Name')) return name;
  if (/(Url|URL|Uri|Endpoint|DomainName|Address)$/.test(last))
    return `${name}.${service}.${region}.amazonaws.com`.toLowerCase();
  if (last.endsWith('Id')) return randomText(seed, 17, '0123456789abcdef');
  return randomText(seed, 13);
}
