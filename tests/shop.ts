/** A shop on a running program: the function `checkout` with two versions, its alias `live`, and a deployment group. */
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda, waitUntilFunctionActiveV2, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { packageOf } from '../src/services/lambda/test-zip.fixture.ts';
import type { ClientEnvironment } from './serin-program.ts';

export const applicationName = 'shop';
export const deploymentGroupName = 'checkout';
export const alarmName = 'CanaryErrorsAlarm';
const functionName = 'checkout';

const sources = [
  `export const handler = async () => 'version 1';`,
  `export const handler = async ({ fails }) => { if (fails) throw new Error('as told'); return 'version 2'; };`,
] as const;

export type Shop = Awaited<ReturnType<typeof openShop>>;

export async function openShop(environment: ClientEnvironment) {
  const config = {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    },
  };
  const [lambda, codedeploy, cloudwatch, iam] = [
    new Lambda(config),
    new CodeDeploy(config),
    new CloudWatch(config),
    new IAMClient(config),
  ];
  const createRole = async (RoleName: string, service: string): Promise<string> => {
    const trust = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    return Role?.Arn ?? '';
  };
  const wait = { client: lambda, maxWaitTime: 60, minDelay: 1 };

  await lambda.createFunction({
    FunctionName: functionName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: await createRole('runner', 'lambda'),
    Code: { ZipFile: packageOf(sources[0]) },
  });
  await waitUntilFunctionActiveV2(wait, { FunctionName: functionName });
  await lambda.publishVersion({ FunctionName: functionName });
  await lambda.updateFunctionCode({ FunctionName: functionName, ZipFile: packageOf(sources[1]) });
  await waitUntilFunctionUpdatedV2(wait, { FunctionName: functionName });
  await lambda.publishVersion({ FunctionName: functionName });
  await lambda.createAlias({ FunctionName: functionName, Name: 'live', FunctionVersion: '1' });
  await cloudwatch.putMetricAlarm({
    AlarmName: alarmName,
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [
      { Name: 'FunctionName', Value: functionName },
      { Name: 'Resource', Value: `${functionName}:live` },
      { Name: 'ExecutedVersion', Value: '2' },
    ],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  });
  await codedeploy.createApplication({ applicationName, computePlatform: 'Lambda' });
  await codedeploy.createDeploymentGroup({
    applicationName,
    deploymentGroupName,
    serviceRoleArn: await createRole('deployer', 'codedeploy'),
    deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    alarmConfiguration: { enabled: true, alarms: [{ name: alarmName }] },
  });
  return {
    lambda,
    codedeploy,
    cloudwatch,
    /** Calls through the alias; `fails`: version 2 throws. */
    async call(times: number, { fails = false } = {}): Promise<void> {
      const Payload = Buffer.from(JSON.stringify({ fails }));
      for (let count = 0; count < times; count += 1)
        await lambda.invoke({ FunctionName: functionName, Qualifier: 'live', Payload });
    },
    /** The alias as `1` or as `1, 2: 0.1`. */
    async alias(): Promise<string> {
      const { FunctionVersion = '', RoutingConfig } = await lambda.getAlias({
        FunctionName: functionName,
        Name: 'live',
      });
      const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
      return [FunctionVersion, ...weights.map(([version, weight]) => `${version}: ${weight}`)].join(', ');
    },
  };
}
