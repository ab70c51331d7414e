/**
 * The AWS services whose wire Serin speaks: where each one's schemas come from, and what tells its
 * requests apart. `generate-api.ts` reads this table.
 */
export interface ServiceSource {
  /** Serin's name of the service: the folder in `src/services/` and the file in `src/api/`. */
  readonly name: string;
  /** The AWS SDK for JavaScript package that exports the Smithy schemas. */
  readonly sdkPackage: string;
  /** The service's folder in botocore's data, which holds the constraints. */
  readonly botocoreName: string;
}

export const serviceSources: readonly ServiceSource[] = [
  { name: 'lambda', sdkPackage: '@aws-sdk/client-lambda', botocoreName: 'lambda' },
  { name: 'cloudwatch', sdkPackage: '@aws-sdk/client-cloudwatch', botocoreName: 'cloudwatch' },
  { name: 'logs', sdkPackage: '@aws-sdk/client-cloudwatch-logs', botocoreName: 'logs' },
  { name: 'codedeploy', sdkPackage: '@aws-sdk/client-codedeploy', botocoreName: 'codedeploy' },
  { name: 'cloudformation', sdkPackage: '@aws-sdk/client-cloudformation', botocoreName: 'cloudformation' },
  { name: 's3', sdkPackage: '@aws-sdk/client-s3', botocoreName: 's3' },
  { name: 'iam', sdkPackage: '@aws-sdk/client-iam', botocoreName: 'iam' },
  { name: 'sts', sdkPackage: '@aws-sdk/client-sts', botocoreName: 'sts' },
  { name: 'apigateway', sdkPackage: '@aws-sdk/client-api-gateway', botocoreName: 'apigateway' },
  { name: 'apigatewayv2', sdkPackage: '@aws-sdk/client-apigatewayv2', botocoreName: 'apigatewayv2' },
  { name: 'sns', sdkPackage: '@aws-sdk/client-sns', botocoreName: 'sns' },
  { name: 'events', sdkPackage: '@aws-sdk/client-eventbridge', botocoreName: 'events' },
  { name: 'ssm', sdkPackage: '@aws-sdk/client-ssm', botocoreName: 'ssm' },
  { name: 'cloudcontrol', sdkPackage: '@aws-sdk/client-cloudcontrol', botocoreName: 'cloudcontrol' },
  { name: 'schemas', sdkPackage: '@aws-sdk/client-schemas', botocoreName: 'schemas' },
  { name: 'ecr', sdkPackage: '@aws-sdk/client-ecr', botocoreName: 'ecr' },
];
