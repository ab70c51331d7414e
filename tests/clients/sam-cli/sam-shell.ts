/** The command `sam` in a folder, and eyes on the platform that are not SAM's. */
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import type { AwsCli } from '../aws-cli/aws-cli-shell.ts';

export interface Sam extends Pick<AwsCli, 'workspace' | 'serin' | 'sh'> {
  /** Runs `sam` and gives all that it printed. Rejects where it fails, and where it asks without an answer. */
  sam(command: string, answer?: string): Promise<string>;
  /** The same, but without what is said beside the answer. */
  samData(command: string): Promise<string>;
  /** Runs `sam`, which must end with the exit code 1, and gives all that it printed. */
  samFails(command: string): Promise<string>;
  /** A step under the name of its command. */
  step(command: string, name: string, body: () => Promise<void>): Promise<void>;
  readonly look: Look;
}

export interface Look {
  stackStatus(stack: string): Promise<string | undefined>;
  output(stack: string, key: string): Promise<string>;
  /** The version that an alias names, and the weights of others beside it. */
  alias(functionName: string): Promise<AliasState>;
  /** Of the one deployment group that a stack has. */
  group(stack: string): Promise<{ readonly config: string | undefined; readonly alarms: number }>;
  /** Newest first. */
  deployments(): Promise<readonly DeploymentState[]>;
}

export interface AliasState {
  readonly version: string | undefined;
  readonly weights: Readonly<Record<string, number>>;
}

export interface DeploymentState {
  readonly status: string | undefined;
  readonly creator: string | undefined;
  readonly message: string | undefined;
  /** What of the calls goes to the new version, as the console's bar shows it: a fraction. */
  readonly targetWeight: number | undefined;
}

/** Of its use it tells nobody. */
const run = (command: string, answer?: string): string =>
  `printf '${answer === undefined ? '' : `${answer}\\n`}' | SAM_CLI_TELEMETRY=0 sam ${command}`;

export const createSam = (shell: AwsCli): Sam => ({
  workspace: shell.workspace,
  serin: shell.serin,
  sh: shell.sh,
  sam: (command, answer) => shell.sh(`${run(command, answer)} 2>&1`),
  samData: (command) => shell.sh(run(command)),
  samFails: (command) => shell.sh(`${run(command)} 2>&1; test $? -eq 1`),
  step: (command, name, body) => shell.step(command, name, body),
  look: createLook(shell.serin.environment),
});

function createLook(environment: AwsCli['serin']['environment']): Look {
  const config = {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    },
  };
  const cloudformation = new CloudFormation(config);
  const codedeploy = new CodeDeploy(config);
  const lambda = new Lambda(config);
  const findStack = async (StackName: string) => (await cloudformation.describeStacks({ StackName })).Stacks?.[0];
  const readDeployment = async (deploymentId: string) => {
    const { deploymentInfo: info } = await codedeploy.getDeployment({ deploymentId });
    const { targetIds: [targetId] = [] } = await codedeploy.listDeploymentTargets({ deploymentId });
    const { deploymentTarget: target } = await codedeploy.getDeploymentTarget({ deploymentId, targetId });
    const state: DeploymentState = {
      status: info?.status,
      creator: info?.creator,
      message: info?.errorInformation?.message,
      targetWeight: target?.lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight,
    };
    return { state, createdAt: info?.createTime?.getTime() ?? 0 };
  };
  return {
    stackStatus: async (stack) => (await findStack(stack))?.StackStatus,
    async output(stack, key) {
      const outputs = (await findStack(stack))?.Outputs ?? [];
      return outputs.find((output) => output.OutputKey === key)?.OutputValue ?? '';
    },
    async alias(FunctionName) {
      const { FunctionVersion, RoutingConfig } = await lambda.getAlias({ FunctionName, Name: 'live' });
      return { version: FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
    },
    async group(stack) {
      const { applications = [] } = await codedeploy.listApplications({});
      const applicationName = applications.find((name) => name.startsWith(`${stack}-`));
      const { deploymentGroups: [deploymentGroupName] = [] } = await codedeploy.listDeploymentGroups({
        applicationName,
      });
      const { deploymentGroupInfo: group } = await codedeploy.getDeploymentGroup({
        applicationName,
        deploymentGroupName,
      });
      return { config: group?.deploymentConfigName, alarms: group?.alarmConfiguration?.alarms?.length ?? 0 };
    },
    async deployments() {
      const { deployments: ids = [] } = await codedeploy.listDeployments({});
      const states = await Promise.all(ids.map(readDeployment));
      return states.toSorted((a, b) => b.createdAt - a.createdAt).map(({ state }) => state);
    },
  };
}
