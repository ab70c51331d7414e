import type { InertForms } from './forms.ts';

/** Where data lies, and what reads much of it. */
export const dataStores: InertForms = {
  'AWS::Athena::NamedQuery': '{uuid} | NamedQueryId={ref}',
  'AWS::Athena::WorkGroup': '{Name}',
  'AWS::DynamoDB::GlobalTable':
    '{TableName:255} | Arn={arn:dynamodb}:table/{ref} StreamArn={arn:dynamodb}:table/{ref}/stream/{moment} TableId={uuid}',
  'AWS::DynamoDB::Table':
    '{TableName:255} | Arn={arn:dynamodb}:table/{ref} StreamArn={arn:dynamodb}:table/{ref}/stream/{moment}',
  'AWS::ECR::Repository':
    '{RepositoryName:256:lower} | Arn={arn:ecr}:repository/{ref} RepositoryUri={account}.dkr.ecr.{region}.amazonaws.com/{ref}',
  'AWS::EFS::AccessPoint': 'fsap-{hex17} | AccessPointId={ref} Arn={arn:elasticfilesystem}:access-point/{ref}',
  'AWS::EFS::FileSystem': 'fs-{hex17} | FileSystemId={ref} Arn={arn:elasticfilesystem}:file-system/{ref}',
  'AWS::EFS::MountTarget': 'fsmt-{hex17} | Id={ref} IpAddress={ip}',
  'AWS::ElastiCache::CacheCluster':
    '{ClusterName:50:lower} | RedisEndpoint.Address={ref}.{lower6#zone}.0001.use1.cache.amazonaws.com RedisEndpoint.Port=6379 ConfigurationEndpoint.Address={ref}.{lower6#zone}.cfg.use1.cache.amazonaws.com ConfigurationEndpoint.Port=11211',
  'AWS::ElastiCache::ReplicationGroup':
    '{ReplicationGroupId:40:lower} | PrimaryEndPoint.Address=master.{ref}.{lower6#zone}.use1.cache.amazonaws.com PrimaryEndPoint.Port=6379 ReaderEndPoint.Address=replica.{ref}.{lower6#zone}.use1.cache.amazonaws.com ReaderEndPoint.Port=6379 ConfigurationEndPoint.Address=clustercfg.{ref}.{lower6#zone}.use1.cache.amazonaws.com ConfigurationEndPoint.Port=6379',
  'AWS::ElastiCache::ServerlessCache':
    '{ServerlessCacheName:40:lower} | ARN={arn:elasticache}:serverlesscache:{ref} Endpoint.Address={ref}-{lower6#zone}.serverless.use1.cache.amazonaws.com Endpoint.Port=6379 Status=available',
  'AWS::ElastiCache::SubnetGroup': '{CacheSubnetGroupName:255:lower}',
  'AWS::Glue::Crawler': '{Name}',
  'AWS::Glue::Database': '{DatabaseInput.Name:255:lower}',
  'AWS::Glue::Job': '{Name}',
  'AWS::Glue::Table': '{TableInput.Name:255:lower}',
  'AWS::Location::PlaceIndex': '{IndexName} | Arn={arn:geo}:place-index/{ref} IndexArn={arn:geo}:place-index/{ref}',
  'AWS::OpenSearchService::Domain':
    '{DomainName:28:lower} | Arn={arn:es}:domain/{ref} DomainArn={arn:es}:domain/{ref} DomainEndpoint=search-{ref}-{lower26}.{region}.es.amazonaws.com Id={account}/{ref}',
  'AWS::RDS::DBCluster':
    '{DBClusterIdentifier:63:lower} | DBClusterArn={arn:rds}:cluster:{ref} DBClusterResourceId=cluster-{upper26} Endpoint.Address={ref}.cluster-{lower12#zone}.{region}.rds.amazonaws.com Endpoint.Port={Port=3306} ReadEndpoint.Address={ref}.cluster-ro-{lower12#zone}.{region}.rds.amazonaws.com MasterUserSecret.SecretArn={arn:secretsmanager}:secret:rds!cluster-{uuid}-{alnum6}',
  'AWS::RDS::DBInstance':
    '{DBInstanceIdentifier:63:lower} | DBInstanceArn={arn:rds}:db:{ref} DbiResourceId=db-{upper26} Endpoint.Address={ref}.{lower12#zone}.{region}.rds.amazonaws.com Endpoint.Port={Port=3306} Endpoint.HostedZoneId=Z{upper13} MasterUserSecret.SecretArn={arn:secretsmanager}:secret:rds!db-{uuid}-{alnum6}',
  'AWS::RDS::DBProxy':
    '{DBProxyName:63:lower} | DBProxyArn={arn:rds}:db-proxy:prx-{hex17} Endpoint={ref}.proxy-{lower12}.{region}.rds.amazonaws.com',
  'AWS::RDS::DBProxyTargetGroup': '{arn:rds}:target-group:prx-tg-{hex17} | TargetGroupArn={ref}',
  'AWS::RDS::DBSubnetGroup': '{DBSubnetGroupName:255:lower}',
  'AWS::S3::AccessPoint':
    '{Name:50:lower} | Arn={arn:s3}:accesspoint/{ref} Alias={ref}-{lower34}-s3alias NetworkOrigin=Internet',
};
