/** CodeDeploy with AWS's SDK for JavaScript, outside of a function and inside of one. */
import assert from 'node:assert/strict';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  DeploymentDoesNotExistException,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  StopDeploymentCommand,
  waitUntilDeploymentSuccessful,
} from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { checkoutAppSpec, deployerTrust, hookPackage, type CheckoutShift } from '../checkout-package.ts';
import { versionTeller } from '../workspace.ts';

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

type Step = (area: string, name: string, body: () => Promise<void>) => Promise<void>;

const area = 'deployments';
const group = { applicationName: 'shop', deploymentGroupName: 'checkout' };
const hook = 'CodeDeployHook_before';

/** `runner`: the ARN of a role for functions. */
export async function useDeployments(config: ClientConfig, step: Step, runner: string): Promise<void> {
  const lambda = new LambdaClient(config);
  const codedeploy = new CodeDeployClient(config);
  const deploy = async (shift: CheckoutShift, deploymentConfigName = 'CodeDeployDefault.LambdaAllAtOnce') => {
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content: checkoutAppSpec(shift) } } as const;
    const answer = await codedeploy.send(new CreateDeploymentCommand({ ...group, revision, deploymentConfigName }));
    return answer.deploymentId ?? '';
  };
  const succeeds = (deploymentId: string) =>
    waitUntilDeploymentSuccessful({ client: codedeploy, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { deploymentId });

  await step(area, 'CreateApplication, CreateDeploymentGroup', async () => {
    await createFunctions(lambda, runner);
    const iam = new IAMClient(config);
    const deployer = new CreateRoleCommand({ RoleName: 'deployer', AssumeRolePolicyDocument: deployerTrust });
    const serviceRoleArn = (await iam.send(deployer)).Role?.Arn;
    const { applicationName } = group;
    await codedeploy.send(new CreateApplicationCommand({ applicationName, computePlatform: 'Lambda' }));
    await codedeploy.send(new CreateDeploymentGroupCommand({ ...group, serviceRoleArn }));
  });
  await step(
    area,
    'CreateDeployment with a hook that reports by the same SDK, waitUntilDeploymentSuccessful',
    async () => {
      const deploymentId = await deploy({ from: '1', to: '2', beforeHook: hook });
      await succeeds(deploymentId);
      const { deploymentTarget } = await codedeploy.send(
        new GetDeploymentTargetCommand({ deploymentId, targetId: 'checkout:live' }),
      );
      assert.deepEqual(
        deploymentTarget?.lambdaTarget?.lifecycleEvents?.map(({ status }) => status),
        ['Succeeded', 'Succeeded', 'Succeeded'],
      );
      assert.equal(await aliasOf(lambda), '2 {}');
    },
  );
  await step(area, 'StopDeployment with a rollback', async () => {
    const deploymentId = await deploy({ from: '2', to: '1' }, 'CodeDeployDefault.LambdaCanary10Percent30Minutes');
    const isSplit = async (): Promise<boolean> => (await aliasOf(lambda)) === '2 {"1":0.1}';
    for (let poll = 0; poll < 600 && !(await isSplit()); poll += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(await isSplit());
    await codedeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
    await assert.rejects(succeeds(deploymentId));
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    assert.equal(deploymentInfo?.status, 'Stopped');
    assert.ok(deploymentInfo.createTime instanceof Date);
    await succeeds(deploymentInfo.rollbackInfo?.rollbackDeploymentId ?? '');
    assert.equal(await aliasOf(lambda), '2 {}');
  });
  await step(area, 'an error by its class', async () => {
    const nobody = codedeploy.send(new GetDeploymentCommand({ deploymentId: 'd-NOTHERE00' }));
    await assert.rejects(nobody, (error) => error instanceof DeploymentDoesNotExistException);
  });
}

async function createFunctions(lambda: LambdaClient, Role: string): Promise<void> {
  const packages = [
    ['checkout', versionTeller('one')],
    [hook, hookPackage()],
  ] as const;
  for (const [FunctionName, ZipFile] of packages) {
    const Code = { ZipFile };
    const settings = { FunctionName, Role, Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 30 } as const;
    await lambda.send(new CreateFunctionCommand({ ...settings, Code }));
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  }
  const FunctionName = 'checkout';
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: versionTeller('two') }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
}

async function aliasOf(lambda: LambdaClient): Promise<string> {
  const { FunctionVersion, RoutingConfig } = await lambda.send(
    new GetAliasCommand({ FunctionName: 'checkout', Name: 'live' }),
  );
  return `${FunctionVersion} ${JSON.stringify(RoutingConfig?.AdditionalVersionWeights ?? {})}`;
}
