import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../../sam-template.fixture.ts';

const names = { DomainName: 'shop.example.com', CertificateArn: 'arn:certificate' };
const rest = (domain: object) => ({ type: 'Api', properties: { StageName: 'Prod', Domain: { ...names, ...domain } } });
const http = (domain: object) => ({
  type: 'HttpApi',
  properties: { DefinitionUri: 's3://bucket/key', Domain: { ...names, ...domain } },
});

function ofType(expanded: ReturnType<typeof expandResources>, type: string) {
  return Object.values(expanded).filter((resource) => resource['Type'] === type);
}

describe('custom domains', () => {
  test('a domain is regional unless it says otherwise', () => {
    const [domain] = ofType(expandResources({ Shop: rest({}) }), 'AWS::ApiGateway::DomainName');
    expect(propertiesOf(domain)).toEqual({
      DomainName: 'shop.example.com',
      RegionalCertificateArn: 'arn:certificate',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
  });

  test('each base path is mapped to the stage of the API', () => {
    const { ShoponeBasePathMapping: mapping, Shoptwo2BasePathMapping: other } = expandResources({
      Shop: rest({ BasePath: ['/one', 'two-2'] }),
    });
    expect(propertiesOf(mapping)).toMatchObject({
      BasePath: 'one',
      RestApiId: { Ref: 'Shop' },
      Stage: { Ref: 'ShopProdStage' },
    });
    expect(propertiesOf(other)).toMatchObject({ BasePath: 'two2' });
  });

  test('APIs whose names lie in one zone share its record sets', () => {
    const Route53 = { HostedZoneId: 'Z1', IpV6: true };
    const expanded = expandResources({ One: rest({ Route53 }), Two: rest({ Route53, DomainName: 'two.example.com' }) });
    const [group, ...others] = ofType(expanded, 'AWS::Route53::RecordSetGroup');
    expect(others).toEqual([]);
    const { RecordSets: records } = propertiesOf(group);
    expect(records).toHaveLength(4);
    for (const Name of ['shop.example.com', 'two.example.com'])
      for (const Type of ['A', 'AAAA']) expect(records).toContainEqual(expect.objectContaining({ Name, Type }));
  });

  test('a private domain can be reached from a VPC endpoint', () => {
    const expanded = expandResources({
      Shop: rest({ EndpointConfiguration: 'PRIVATE', AccessAssociation: { VpcEndpointId: 'vpce-1' } }),
    });
    const [association] = ofType(expanded, 'AWS::ApiGateway::DomainNameAccessAssociation');
    expect(propertiesOf(association)).toMatchObject({ AccessAssociationSource: 'vpce-1' });
  });

  test('an HTTP API is mapped without the slashes around its path', () => {
    const { ShopabApiMapping: mapping } = expandResources({ Shop: http({ BasePath: '/a/b/' }) });
    expect(propertiesOf(mapping)).toMatchObject({ ApiMappingKey: 'a/b', ApiId: { Ref: 'Shop' } });
  });

  test('what a domain cannot be is refused', () => {
    expect(refusalOf({ Shop: rest({ EndpointConfiguration: 'NEAR' }) })).toContain("['EDGE', 'REGIONAL', 'PRIVATE']");
    expect(refusalOf({ Shop: rest({ Route53: {} }) })).toContain('HostedZoneId or HostedZoneName is required');
    expect(refusalOf({ Shop: http({ BasePath: 'a b' }) })).toContain('Invalid Basepath name provided.');
    expect(refusalOf({ Shop: http({ EndpointConfiguration: 'EDGE' }) })).toContain("one of ['REGIONAL']");
    expect(refusalOf({ Shop: http({ MutualTlsAuthentication: { Store: 1 } }) })).toContain('Resource with id [Store]');
  });
});
