import type { InertForms } from './forms.ts';

/** API Gateway, AppSync, and what stands before them. */
export const httpApis: InertForms = {
  'AWS::ApiGateway::BasePathMapping': '{short}',
  'AWS::ApiGateway::BasePathMappingV2':
    'arn:aws:apigateway:{region}:{account}:/domainnames/basepathmappings/{lower10} | BasePathMappingArn={ref}',
  'AWS::ApiGateway::ClientCertificate': '{lower6} | ClientCertificateId={ref}',
  'AWS::ApiGateway::DocumentationPart': '{lower6} | DocumentationPartId={ref}',
  'AWS::ApiGateway::DocumentationVersion': '{DocumentationVersion}',
  'AWS::ApiGateway::DomainName':
    '{DomainName} | DistributionDomainName=d{lower13}.cloudfront.net DistributionHostedZoneId=Z2FDTNDATAQYW2 RegionalDomainName=d-{lower10}.execute-api.{region}.amazonaws.com RegionalHostedZoneId=Z{upper13} DomainNameArn=arn:aws:apigateway:{region}::/domainnames/{ref}',
  'AWS::ApiGateway::DomainNameAccessAssociation':
    'arn:aws:apigateway:{region}:{account}:/domainnameaccessassociations/{lower10} | DomainNameAccessAssociationArn={ref}',
  'AWS::ApiGateway::DomainNameV2':
    'arn:aws:apigateway:{region}:{account}:/domainnames/{DomainName}+{lower10} | DomainNameArn={ref} DomainNameId={tail}',
  'AWS::ApiGateway::VpcLink': '{lower6} | VpcLinkId={ref}',

  'AWS::ApiGatewayV2::ApiMapping': '{lower6} | ApiMappingId={ref}',
  'AWS::ApiGatewayV2::DomainName':
    '{DomainName} | RegionalDomainName=d-{lower10}.execute-api.{region}.amazonaws.com RegionalHostedZoneId=Z{upper13} DomainNameArn=arn:aws:apigateway:{region}::/domainnames/{ref}',
  'AWS::ApiGatewayV2::IntegrationResponse': '{lower7} | IntegrationResponseId={ref}',
  'AWS::ApiGatewayV2::Model': '{lower6} | ModelId={ref}',
  'AWS::ApiGatewayV2::RouteResponse': '{lower7} | RouteResponseId={ref}',
  'AWS::ApiGatewayV2::VpcLink': '{lower6} | VpcLinkId={ref}',

  'AWS::AppSync::Api':
    '{arn:appsync}:apis/{lower26} | ApiArn={ref} ApiId={tail} Dns.Http={lower26#host}.appsync-api.{region}.amazonaws.com Dns.Realtime={lower26#host}.appsync-realtime-api.{region}.amazonaws.com',
  'AWS::AppSync::ApiCache': '{short} | Id={ref}',
  'AWS::AppSync::ApiKey': '{arn:appsync}:apis/{ApiId}/apikeys/da2-{lower26} | Arn={ref} ApiKey={tail} ApiKeyId={tail}',
  'AWS::AppSync::ChannelNamespace': '{arn:appsync}:apis/{ApiId}/channelNamespace/{Name} | ChannelNamespaceArn={ref}',
  'AWS::AppSync::DataSource': '{arn:appsync}:apis/{ApiId}/datasources/{Name} | DataSourceArn={ref} Name={tail}',
  'AWS::AppSync::DomainName':
    '{DomainName} | DomainName={ref} AppSyncDomainName=d{lower13}.cloudfront.net HostedZoneId=Z2FDTNDATAQYW2 DomainNameArn={arn:appsync}:domainnames/{ref}',
  'AWS::AppSync::DomainNameApiAssociation': '{DomainName}/ApiAssociation | ApiAssociationIdentifier={ref}',
  'AWS::AppSync::FunctionConfiguration':
    '{arn:appsync}:apis/{ApiId}/functions/{lower26} | FunctionArn={ref} FunctionId={tail} Name={Name} DataSourceName={DataSourceName}',
  'AWS::AppSync::GraphQLApi':
    '{arn:appsync}:apis/{lower26} | Arn={ref} ApiId={tail} GraphQLUrl=https://{lower26#host}.appsync-api.{region}.amazonaws.com/graphql GraphQLDns={lower26#host}.appsync-api.{region}.amazonaws.com RealtimeUrl=wss://{lower26#host}.appsync-realtime-api.{region}.amazonaws.com/graphql RealtimeDns={lower26#host}.appsync-realtime-api.{region}.amazonaws.com GraphQLEndpointArn={arn:appsync}:endpoints/graphql-api/{lower26#host}',
  'AWS::AppSync::GraphQLSchema': '{ApiId}GraphQLSchema | Id={ref}',
  'AWS::AppSync::Resolver':
    '{arn:appsync}:apis/{ApiId}/types/{TypeName}/resolvers/{FieldName} | ResolverArn={ref} FieldName={FieldName} TypeName={TypeName}',

  'AWS::CertificateManager::Certificate': '{arn:acm}:certificate/{uuid} | Id={ref}',
  'AWS::CloudFront::CachePolicy': '{uuid} | Id={ref}',
  'AWS::CloudFront::CloudFrontOriginAccessIdentity': 'E{upper13} | Id={ref} S3CanonicalUserId={hex96}',
  'AWS::CloudFront::Distribution': 'E{upper13} | Id={ref} DomainName=d{lower13}.cloudfront.net',
  'AWS::CloudFront::Function':
    'arn:aws:cloudfront::{account}:function/{Name:64} | FunctionARN={ref} FunctionMetadata.FunctionARN={ref} Stage=LIVE',
  'AWS::CloudFront::KeyGroup': '{uuid} | Id={ref}',
  'AWS::CloudFront::OriginAccessControl': 'E{upper13} | Id={ref}',
  'AWS::CloudFront::OriginRequestPolicy': '{uuid} | Id={ref}',
  'AWS::CloudFront::PublicKey': 'K{upper13} | Id={ref}',
  'AWS::CloudFront::ResponseHeadersPolicy': '{uuid} | Id={ref}',
  'AWS::Route53::HealthCheck': '{uuid} | HealthCheckId={ref}',
  'AWS::Route53::HostedZone': 'Z{upper20} | Id={ref}',
  'AWS::Route53::RecordSet': '{Name}',
  'AWS::Route53::RecordSetGroup': '{short}',
  'AWS::WAFv2::IPSet': '{Name:128}|{uuid}|{Scope} | Id={middle} Arn={arn:wafv2}:regional/ipset/{head}/{middle}',
  'AWS::WAFv2::WebACL': '{Name:128}|{uuid}|{Scope} | Id={middle} Arn={arn:wafv2}:regional/webacl/{head}/{middle}',
  'AWS::WAFv2::WebACLAssociation': '{short}',
};
