/** Custom domains of HTTP and WebSocket APIs. */
import {
  isAbsent,
  isFilled,
  isList,
  isObject,
  withoutAbsent,
  type JsonObject,
  type JsonValue,
} from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { ref } from '../../intrinsics/intrinsic-values.ts';
import { createLogicalId } from '../../logical-id.ts';
import { refuseResource } from '../../refusal.ts';
import { addRecordSets, findCommonGroup, readRoute53, regionalTarget, type DomainOwner } from './record-sets.ts';

const truststoreNames = new Set(['TruststoreUri', 'TruststoreVersion']);
const truststoreText = "['TruststoreUri', 'TruststoreVersion']";

/** The domain, its mappings to the API and its DNS records; nothing where the API has none. */
export function generateVersion2Domain(
  owner: DomainOwner,
  domain: JsonValue | undefined,
  { tag, groups }: { readonly tag: string; readonly groups: Map<string, GeneratedResource> },
): GeneratedResource[] {
  if (isAbsent(domain) || !isObject(domain)) return [];
  const { DomainName: name, CertificateArn: certificate, EndpointConfiguration: endpoint } = domain;
  if (isAbsent(name) || isAbsent(certificate))
    throw refuseResource(owner.id, 'Custom Domains only works if both DomainName and CertificateArn are provided.');
  if (!isAbsent(endpoint) && endpoint !== 'REGIONAL')
    throw refuseResource(owner.id, "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].");
  const id = createLogicalId('ApiGatewayDomainNameV2', name);
  const filled = (property: string) => (isFilled(domain[property]) ? domain[property] : undefined);
  const configuration = withoutAbsent({
    CertificateArn: certificate,
    EndpointType: 'REGIONAL',
    OwnershipVerificationCertificateArn: filled('OwnershipVerificationCertificateArn'),
    SecurityPolicy: filled('SecurityPolicy'),
  });
  const resource = generate(
    'AWS::ApiGatewayV2::DomainName',
    id,
    {
      DomainName: name,
      Tags: { [tag]: 'SAM' },
      DomainNameConfigurations: [configuration],
      MutualTlsAuthentication: readMutualTls(owner.id, domain['MutualTlsAuthentication']),
    },
    { attributes: owner.attributes },
  );
  const mappings = generateMappings(owner, domain['BasePath'], id);
  const route53 = readRoute53(owner, domain['Route53']);
  if (route53 === undefined) return [resource, ...mappings];
  const { HostedZoneId, HostedZoneName, ...rest } = route53;
  // A zone that has an ID needs no name, and CloudFormation takes only one of the two.
  const zone: JsonObject = 'HostedZoneId' in route53 ? { HostedZoneId: HostedZoneId ?? null } : {};
  if (!('HostedZoneId' in route53)) zone['HostedZoneName'] = HostedZoneName ?? null;
  const group = findCommonGroup(owner, { ...rest, ...zone }, groups);
  addRecordSets(group, name, route53, regionalTarget(id));
  return [resource, ...mappings, group];
}

function readMutualTls(id: string, config: JsonValue | undefined): JsonObject | undefined {
  if (!isFilled(config)) return undefined;
  if (!isObject(config))
    throw refuseResource(
      id,
      `MutualTlsAuthentication must be a map with at least one of the following fields ${truststoreText}.`,
    );
  const unknown = Object.keys(config)
    .filter((name) => !truststoreNames.has(name))
    .sort();
  // AWS names the unknown fields in the place of the resource.
  if (unknown.length > 0)
    throw refuseResource(unknown.join(','), `Available MutualTlsAuthentication fields are ${truststoreText}.`);
  return Object.fromEntries(Object.entries(config).filter(([, value]) => isFilled(value)));
}

function generateMappings(
  { id: apiId, attributes }: DomainOwner,
  basePath: JsonValue | undefined,
  domainId: string,
): GeneratedResource[] {
  const mapping = (suffix: string, key: string | undefined) =>
    generate(
      'AWS::ApiGatewayV2::ApiMapping',
      `${apiId}${suffix}ApiMapping`,
      { DomainName: ref(domainId), ApiId: ref(apiId), Stage: ref(`${apiId}.Stage`), ApiMappingKey: key },
      { attributes },
    );
  const paths = typeof basePath === 'string' ? [basePath] : basePath;
  if (!isFilled(basePath) || !isList(paths)) return [mapping('', undefined)];
  return paths.map((path) => {
    if (typeof path !== 'string') throw refuseResource(apiId, 'Basepath must be a string.');
    if (/[^0-9a-zA-Z/\-_]/.test(path)) throw refuseResource(apiId, 'Invalid Basepath name provided.');
    return mapping(path.replaceAll(/[-_/]+/g, ''), path.replaceAll(/^\/+|\/+$/g, ''));
  });
}
