/** A function `checkout` with an alias `live` on its version 1, and a deployment group that moves it. */
import { CodeDeploy, type CodeDeployClientConfig } from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda, waitUntilFunctionActiveV2, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';

export const checkoutGroup = { applicationName: 'shop', deploymentGroupName: 'checkout' };

const FunctionName = 'checkout';

type ClientConfig = Pick<CodeDeployClientConfig, 'endpoint' | 'region' | 'credentials'>;

/** Publishes a version of each source, in their order. */
export async function prepareCheckout(config: ClientConfig, [first = '', ...others]: readonly string[]): Promise<void> {
  const lambda = new Lambda(config);
  await lambda.createFunction({
    FunctionName,
    Role: await createRole(config, 'runner', 'lambda'),
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: packageOf(first) },
  });
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  await lambda.publishVersion({ FunctionName });
  for (const source of others) {
    await lambda.updateFunctionCode({ FunctionName, ZipFile: packageOf(source) });
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
    await lambda.publishVersion({ FunctionName });
  }
  await lambda.createAlias({ FunctionName, Name: 'live', FunctionVersion: '1' });
  const codedeploy = new CodeDeploy(config);
  await codedeploy.createApplication({ applicationName: checkoutGroup.applicationName, computePlatform: 'Lambda' });
  await codedeploy.createDeploymentGroup({
    ...checkoutGroup,
    serviceRoleArn: await createRole(config, 'deployer', 'codedeploy'),
    deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  });
}

async function createRole(config: ClientConfig, name: string, service: string): Promise<string> {
  const trust = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const command = new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document });
  return (await new IAMClient(config).send(command)).Role?.Arn ?? '';
}
