/** The DNS records that lead from a custom domain to an API. */
import { isAbsent, isFilled, isList, withoutAbsent, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { expectMap, propertyOf } from '../../expect.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt } from '../../intrinsics/intrinsic-values.ts';
import { createLogicalId } from '../../logical-id.ts';
import { refuseResource } from '../../refusal.ts';

/** The API that a domain is for. */
export interface DomainOwner {
  readonly id: string;
  /** Attributes that go to all that is generated for the API. */
  readonly attributes: JsonObject;
}

/** The `Route53` of a domain; without one there are no records. */
export function readRoute53(owner: DomainOwner, route53: JsonValue | undefined): JsonObject | undefined {
  if (isAbsent(route53)) return undefined;
  const config = expectMap(route53, propertyOf(owner.id, 'Domain.Route53'));
  if (isAbsent(config['HostedZoneId']) && isAbsent(config['HostedZoneName']))
    throw refuseResource(
      owner.id,
      'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.',
    );
  return config;
}

function zoneOf(route53: JsonObject): JsonValue | undefined {
  return isFilled(route53['HostedZoneId']) ? route53['HostedZoneId'] : route53['HostedZoneName'];
}

/** The record sets of one hosted zone, which all APIs of the template have in common. */
export function findCommonGroup(
  owner: DomainOwner,
  route53: JsonObject,
  groups: Map<string, GeneratedResource>,
): GeneratedResource {
  const id = createLogicalId('RecordSetGroup', zoneOf(route53));
  const existing = groups.get(id);
  if (existing !== undefined) return existing;
  const { HostedZoneId, HostedZoneName } = route53;
  const group = createGroup(owner, id, { HostedZoneId, HostedZoneName });
  groups.set(id, group);
  return group;
}

/** Record sets that a domain has to itself. */
export function createSeparateGroup(owner: DomainOwner, route53: JsonObject, domainName: JsonValue): GeneratedResource {
  const id = createLogicalId('RecordSetGroup', [zoneOf(route53) ?? null, domainName]);
  const filled = (name: string) => (isFilled(route53[name]) ? route53[name] : undefined);
  return createGroup(owner, id, { HostedZoneId: filled('HostedZoneId'), HostedZoneName: filled('HostedZoneName') });
}

function createGroup(owner: DomainOwner, id: string, zone: Record<string, JsonValue | undefined>): GeneratedResource {
  return generate('AWS::Route53::RecordSetGroup', id, { ...zone, RecordSets: [] }, { attributes: owner.attributes });
}

/** Adds to the group the records that point the name at the target. */
export function addRecordSets(
  group: GeneratedResource,
  domainName: JsonValue,
  route53: JsonObject,
  target: JsonObject,
): void {
  const { EvaluateTargetHealth, Region, SetIdentifier } = route53;
  const record = (type: string) =>
    withoutAbsent({
      Name: domainName,
      Type: type,
      AliasTarget: { ...withoutAbsent({ EvaluateTargetHealth }), ...target },
      Region,
      SetIdentifier,
    });
  const { RecordSets: existing } = group.properties;
  const added = route53['IpV6'] === true ? [record('A'), record('AAAA')] : [record('A')];
  group.properties['RecordSets'] = [...(isList(existing) ? existing : []), ...added];
}

/** The target of a record for a domain in the stack's own region. */
export function regionalTarget(domainId: string): JsonObject {
  return { HostedZoneId: getAtt(domainId, 'RegionalHostedZoneId'), DNSName: getAtt(domainId, 'RegionalDomainName') };
}
