/** Custom domains of REST APIs, public ones and private ones. */
import { isAbsent, isFilled, isList, withoutAbsent, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { expectBoolean, expectListOfStrings, expectMap, expectPresent, propertyOf } from '../../expect.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt, ref } from '../../intrinsics/intrinsic-values.ts';
import { createLogicalId } from '../../logical-id.ts';
import { refuseResource } from '../../refusal.ts';
import {
  addRecordSets,
  createSeparateGroup,
  findCommonGroup,
  readRoute53,
  regionalTarget,
  type DomainOwner,
} from './record-sets.ts';

/** The zone of CloudFront, through which domains at the edge are reached. */
const edgeZoneId = 'Z2FDTNDATAQYW2';
const endpointTypes = new Set(['EDGE', 'REGIONAL', 'PRIVATE']);

/** The domain, its mappings to the API and its DNS records; nothing where the API has none. */
export function generateRestDomain(
  owner: DomainOwner,
  given: JsonValue | undefined,
  groups: Map<string, GeneratedResource>,
): GeneratedResource[] {
  if (isAbsent(given)) return [];
  const domain = expectMap(given, propertyOf(owner.id, 'Domain'));
  const isPrivate = domain['EndpointConfiguration'] === 'PRIVATE';
  const name = expectPresent(domain['DomainName'], propertyOf(owner.id, 'Domain.DomainName'));
  expectPresent(domain['CertificateArn'], propertyOf(owner.id, 'Domain.CertificateArn'));
  const resource = isPrivate ? createPrivateDomain(owner, domain, name) : createPublicDomain(owner, domain, name);
  return [
    resource,
    ...generateMappings(owner, domain, { id: resource.id, isPrivate }),
    ...(isPrivate ? associateAccess(owner, domain['AccessAssociation'], resource.id) : []),
    ...generateRecords(owner, { domain, name, id: resource.id }, groups),
  ];
}

function createPublicDomain(owner: DomainOwner, domain: JsonObject, name: JsonValue): GeneratedResource {
  const { EndpointConfiguration: given, CertificateArn: certificate } = domain;
  const endpoint = isAbsent(given) ? 'REGIONAL' : given;
  if (typeof endpoint !== 'string' || !endpointTypes.has(endpoint))
    throw refuseResource(
      owner.id,
      "EndpointConfiguration for Custom Domains must be one of ['EDGE', 'REGIONAL', 'PRIVATE'].",
    );
  const id = createLogicalId('ApiGatewayDomainName', name);
  const mutualTls = readMutualTls(owner.id, domain['MutualTlsAuthentication']);
  refuseUnknown(id, 'AWS::ApiGateway::DomainName', domain, 'Policy');
  return generate(
    'AWS::ApiGateway::DomainName',
    id,
    {
      DomainName: name,
      [endpoint === 'REGIONAL' ? 'RegionalCertificateArn' : 'CertificateArn']: certificate,
      EndpointConfiguration: describeEndpoint(endpoint, domain),
      MutualTlsAuthentication: mutualTls,
      ...passFilled(domain, 'SecurityPolicy', 'EndpointAccessMode', 'OwnershipVerificationCertificateArn'),
    },
    { attributes: owner.attributes },
  );
}

function createPrivateDomain(owner: DomainOwner, domain: JsonObject, name: JsonValue): GeneratedResource {
  const id = createLogicalId('ApiGatewayDomainNameV2', name);
  refuseUnknown(id, 'AWS::ApiGateway::DomainNameV2', domain, 'OwnershipVerificationCertificateArn');
  return generate(
    'AWS::ApiGateway::DomainNameV2',
    id,
    {
      DomainName: name,
      CertificateArn: domain['CertificateArn'],
      EndpointConfiguration: describeEndpoint('PRIVATE', domain),
      ...passFilled(domain, 'SecurityPolicy', 'EndpointAccessMode', 'Policy'),
    },
    { attributes: owner.attributes },
  );
}

function describeEndpoint(type: string, domain: JsonObject): JsonObject {
  return { Types: [type], ...withoutAbsent(passFilled(domain, 'IpAddressType')) };
}

function passFilled(domain: JsonObject, ...names: readonly string[]): Record<string, JsonValue | undefined> {
  return Object.fromEntries(names.map((name) => [name, isFilled(domain[name]) ? domain[name] : undefined]));
}

function refuseUnknown(id: string, type: string, domain: JsonObject, name: string): void {
  if (isFilled(domain[name])) throw refuseResource(id, `property ${name} not defined for resource of type ${type}`);
}

function readMutualTls(apiId: string, config: JsonValue | undefined): JsonObject | undefined {
  if (!isFilled(config)) return undefined;
  const map = expectMap(config, propertyOf(apiId, 'Domain.MutualTlsAuthentication'));
  if (Object.keys(map).some((name) => name !== 'TruststoreUri' && name !== 'TruststoreVersion'))
    throw refuseResource(
      apiId,
      "Available Domain.MutualTlsAuthentication fields are ['TruststoreUri', 'TruststoreVersion'].",
    );
  return Object.fromEntries(Object.entries(map).filter(([, value]) => isFilled(value)));
}

function generateMappings(
  owner: DomainOwner,
  domain: JsonObject,
  { id: domainId, isPrivate }: { readonly id: string; readonly isPrivate: boolean },
): GeneratedResource[] {
  const mapping = (suffix: string, path: string | undefined) =>
    generate(
      isPrivate ? 'AWS::ApiGateway::BasePathMappingV2' : 'AWS::ApiGateway::BasePathMapping',
      `${owner.id}${suffix}BasePathMapping`,
      {
        [isPrivate ? 'DomainNameArn' : 'DomainName']: ref(domainId),
        RestApiId: ref(owner.id),
        Stage: ref(`${owner.id}.Stage`),
        BasePath: path,
      },
      { attributes: owner.attributes },
    );
  const { BasePath: basePath, NormalizeBasePath: normalizes = true } = domain;
  const paths = typeof basePath === 'string' ? [basePath] : basePath;
  if (!isFilled(basePath) || !isList(paths)) return [mapping('', undefined)];
  return expectListOfStrings(paths, propertyOf(owner.id, 'Domain.BasePath')).map((path) => {
    const plainPath = path.replaceAll(/[^\p{L}\p{N}]/gu, '');
    return mapping(plainPath, isFilled(normalizes) ? plainPath : path);
  });
}

/** Lets a VPC endpoint reach a private domain. */
function associateAccess(
  owner: DomainOwner,
  association: JsonValue | undefined,
  domainId: string,
): GeneratedResource[] {
  if (isAbsent(association)) return [];
  const map = expectMap(association, propertyOf(owner.id, 'Domain.AccessAssociation'));
  const { VpcEndpointId: endpoint = null } = map;
  return [
    generate(
      'AWS::ApiGateway::DomainNameAccessAssociation',
      createLogicalId('DomainNameAccessAssociation', [endpoint, domainId]),
      { DomainNameArn: ref(domainId), AccessAssociationSourceType: 'VPCE', AccessAssociationSource: endpoint },
      { attributes: owner.attributes },
    ),
  ];
}

function generateRecords(
  owner: DomainOwner,
  { domain, name, id }: { readonly domain: JsonObject; readonly name: JsonValue; readonly id: string },
  groups: Map<string, GeneratedResource>,
): GeneratedResource[] {
  const route53 = readRoute53(owner, domain['Route53']);
  if (route53 === undefined) return [];
  const { SeparateRecordSetGroup: isSeparate } = route53;
  if (isFilled(isSeparate)) expectBoolean(isSeparate, propertyOf(owner.id, 'Domain.Route53.SeparateRecordSetGroup'));
  const group = isFilled(isSeparate)
    ? createSeparateGroup(owner, route53, name)
    : findCommonGroup(owner, route53, groups);
  addRecordSets(group, name, route53, targetOf(id, domain['EndpointConfiguration'], route53));
  return [group];
}

function targetOf(domainId: string, endpoint: JsonValue | undefined, route53: JsonObject): JsonObject {
  if (isAbsent(endpoint) || endpoint === 'REGIONAL') return regionalTarget(domainId);
  if (endpoint === 'EDGE') {
    const { DistributionDomainName: distribution } = route53;
    const name = isAbsent(distribution) ? getAtt(domainId, 'DistributionDomainName') : distribution;
    return { HostedZoneId: edgeZoneId, DNSName: name };
  }
  // What is missing here AWS leaves to CloudFormation to refuse.
  const { VpcEndpointHostedZoneId: zone = null, VpcEndpointDomainName: name = null } = route53;
  return { HostedZoneId: zone, DNSName: name };
}
