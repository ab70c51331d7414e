import type { InertForms } from './forms.ts';

/** Who may do what: users, keys and secrets. */
export const identities: InertForms = {
  'AWS::Cognito::IdentityPool': '{region}:{uuid} | Id={ref} Name={IdentityPoolName}',
  'AWS::Cognito::IdentityPoolRoleAttachment': '{short} | Id={ref}',
  'AWS::Cognito::UserPool':
    '{region}_{alnum9} | UserPoolId={ref} Arn={arn:cognito-idp}:userpool/{ref} ProviderName=cognito-idp.{region}.amazonaws.com/{ref} ProviderURL=https://cognito-idp.{region}.amazonaws.com/{ref}',
  'AWS::Cognito::UserPoolClient': '{lower26} | ClientId={ref} ClientSecret={lower51} Name={ClientName}',
  'AWS::Cognito::UserPoolDomain': '{Domain} | CloudFrontDistribution=d{lower13}.cloudfront.net',
  'AWS::Cognito::UserPoolGroup': '{GroupName}',
  'AWS::Cognito::UserPoolIdentityProvider': '{ProviderName}',
  'AWS::Cognito::UserPoolResourceServer': '{Identifier}',
  'AWS::Cognito::UserPoolUser': '{Username}',
  'AWS::Cognito::UserPoolUserToGroupAttachment': '{short}',
  'AWS::IAM::AccessKey': 'AKIA{upper16} | Id={ref} SecretAccessKey={alnum40}',
  'AWS::IAM::Group': '{GroupName:128} | Arn=arn:aws:iam::{account}:group/{ref}',
  'AWS::IAM::InstanceProfile': '{InstanceProfileName:128} | Arn=arn:aws:iam::{account}:instance-profile/{ref}',
  'AWS::IAM::ServiceLinkedRole': 'AWSServiceRoleFor{alnum12} | RoleName={ref}',
  'AWS::IAM::User': '{UserName:64} | Arn=arn:aws:iam::{account}:user/{ref}',
  'AWS::IAM::UserToGroupAddition': '{short} | Id={ref}',
  'AWS::KMS::Alias': '{AliasName}',
  'AWS::KMS::Key': '{uuid} | KeyId={ref} Arn={arn:kms}:key/{ref}',
  'AWS::KMS::ReplicaKey': 'mrk-{hex32} | KeyId={ref} Arn={arn:kms}:key/{ref}',
  'AWS::SecretsManager::ResourcePolicy': '{SecretId} | Id={ref}',
  'AWS::SecretsManager::RotationSchedule': '{SecretId} | Id={ref}',
  'AWS::SecretsManager::Secret': '{arn:secretsmanager}:secret:{Name:512}-{alnum6} | Id={ref}',
  'AWS::SecretsManager::SecretTargetAttachment': '{SecretId} | Id={ref}',
  'AWS::Signer::SigningProfile':
    '{arn:signer}:/signing-profiles/{ProfileName:64:word} | Arn={ref} ProfileName={tail} ProfileVersion={lower10} ProfileVersionArn={ref}/{lower10#ProfileVersion}',
};
