/** A platform with a function, an alias `live` on its version 1, and a deployment group that moves it. */
import { CloudWatch, type StateValue } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeploy,
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  type CreateDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { packageOf } from '../../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform, type TestPlatformOptions } from '../../../src/testing/index.ts';
import { callExtension } from '../extension-call.ts';

export const applicationName = 'shop';
export const deploymentGroupName = 'checkout';
export const alarmName = 'CanaryErrorsAlarm';
export const minuteMs = 60_000;

const allRollbacks = {
  enabled: true,
  events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
} satisfies CreateDeploymentGroupCommandInput['autoRollbackConfiguration'];

export type Stage = Awaited<ReturnType<typeof openStage>>;

export interface Shift {
  readonly from?: number | string;
  readonly to?: number | string;
  readonly hooks?: Readonly<Record<string, string | null>>;
}

export const appSpec = ({ from = 1, to = 2, hooks = {} }: Shift = {}): string =>
  JSON.stringify({
    version: 0.0,
    Resources: [
      {
        checkout: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: 'checkout', Alias: 'live', CurrentVersion: String(from), TargetVersion: String(to) },
        },
      },
    ],
    Hooks: Object.entries(hooks).map(([name, fn]) => ({ [name]: fn })),
  });

export async function openStage(options: TestPlatformOptions = {}) {
  const platform = await startTestPlatform({ runtimes: 'any', ...options });
  return { ...connect(platform), platform };
}

/** Everything that a scenario says to the platform, through AWS's own SDK. */
function connect(platform: TestPlatform) {
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  const lambda = new Lambda(config);
  const codedeploy = new CodeDeploy(config);
  const cloudwatch = new CloudWatch(config);
  const iam = new IAMClient(config);

  const createRole = async (name: string, service: string): Promise<string> => {
    const trust = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' };
    const document = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }));
    return Role?.Arn ?? '';
  };
  const publish = async (FunctionName: string, content: string): Promise<void> => {
    await lambda.updateFunctionCode({ FunctionName, ZipFile: packageOf(content) });
    await platform.advance(1000);
    await lambda.publishVersion({ FunctionName });
  };

  return {
    lambda,
    codedeploy,
    cloudwatch,
    createRole,
    publish,
    async createFunction(FunctionName: string, content: string, more: object = {}): Promise<string> {
      const { FunctionArn = '' } = await lambda.createFunction({
        FunctionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: `arn:aws:iam::${platform.account}:role/runner`,
        Code: { ZipFile: packageOf(content) },
        Timeout: 30,
        ...more,
      });
      await platform.advance(1000);
      return FunctionArn;
    },
    /** The function `checkout` with two versions, its alias `live`, and the deployment group. */
    async prepare(
      group: Partial<CreateDeploymentGroupCommandInput> = {},
      versions: readonly string[] = [`export const handler = async () => 1;`, `export const handler = async () => 2;`],
    ): Promise<void> {
      await createRole('runner', 'lambda');
      const serviceRoleArn = await createRole('deployer', 'codedeploy');
      const [first = '', ...others] = versions;
      await this.createFunction('checkout', first);
      await lambda.publishVersion({ FunctionName: 'checkout' });
      for (const content of others) await publish('checkout', content);
      await lambda.createAlias({ FunctionName: 'checkout', Name: 'live', FunctionVersion: '1' });
      await codedeploy.createApplication({ applicationName, computePlatform: 'Lambda' });
      await codedeploy.createDeploymentGroup({
        applicationName,
        deploymentGroupName,
        serviceRoleArn,
        deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        autoRollbackConfiguration: allRollbacks,
        ...group,
      });
    },
    /** Begins a deployment and lets it do what it does at once. */
    async deploy(shift: Shift = {}, more: Partial<CreateDeploymentCommandInput> = {}): Promise<string> {
      const { deploymentId = '' } = await codedeploy.createDeployment({
        applicationName,
        deploymentGroupName,
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec(shift) } },
        ...more,
      });
      await platform.advance(0);
      return deploymentId;
    },
    /** One of Serin's own operations; gives the ID that it answers. */
    async ask(operation: string, deploymentId: string): Promise<string> {
      const command = new CreateDeploymentCommand({ applicationName });
      // The SDK signs what this makes of its request: the path and the body are Serin's.
      command.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { path: string; body: unknown };
          request.path = `/_serin/v1/${operation}`;
          request.body = JSON.stringify({ deploymentId });
          return next(args);
        },
        { step: 'build', priority: 'high' },
      );
      const answer = await codedeploy.send(command);
      await platform.advance(0);
      return answer.deploymentId ?? '';
    },
    /** One of Serin's own operations, with its input and its output as they are. */
    tell: (operation: string, input: object) => callExtension(platform, operation, input),
    async info(deploymentId: string) {
      const { deploymentInfo } = await codedeploy.getDeployment({ deploymentId });
      return deploymentInfo ?? {};
    },
    /** The deployment that took this one back. */
    async rollbackOf(deploymentId: string) {
      const { rollbackInfo } = await this.info(deploymentId);
      return this.info(rollbackInfo?.rollbackDeploymentId ?? '');
    },
    async target(deploymentId: string) {
      const { deploymentTarget } = await codedeploy.getDeploymentTarget({ deploymentId, targetId: 'checkout:live' });
      return deploymentTarget?.lambdaTarget ?? {};
    },
    /** Statuses of BeforeAllowTraffic, AllowTraffic and AfterAllowTraffic. */
    async lifecycle(deploymentId: string): Promise<(string | undefined)[]> {
      const { lifecycleEvents = [] } = await this.target(deploymentId);
      return lifecycleEvents.map(({ status }) => status);
    },
    /** The alias as `1` or as `1, 2: 0.1`. */
    async alias(): Promise<string> {
      const { FunctionVersion = '', RoutingConfig } = await lambda.getAlias({ FunctionName: 'checkout', Name: 'live' });
      const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
      return [FunctionVersion, ...weights.map(([version, weight]) => `${version}: ${weight}`)].join(', ');
    },
    async putAlarm(): Promise<void> {
      await cloudwatch.putMetricAlarm({
        AlarmName: alarmName,
        Namespace: 'shop',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      });
    },
    async setAlarm(StateValue: StateValue): Promise<void> {
      await cloudwatch.setAlarmState({ AlarmName: alarmName, StateValue, StateReason: 'a test wants it' });
    },
    /** Another platform over the same data, once this one has ended. */
    reopen: (options: TestPlatformOptions = {}) =>
      openStage({
        clock: platform.clock,
        ...options,
        platform: { ...options.platform, dataFolder: platform.dataFolder },
      }),
    async [Symbol.asyncDispose](): Promise<void> {
      await platform[Symbol.asyncDispose]();
    },
  };
}

export const watchedByAlarm = {
  alarmConfiguration: { enabled: true, alarms: [{ name: alarmName }] },
} satisfies Partial<CreateDeploymentGroupCommandInput>;
