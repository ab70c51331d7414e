import type { AwsClient } from './aws-client.ts';
import { AwsRefusal } from './aws-refusal.ts';
import { CommandError } from './command-error.ts';
import { connect, type ConnectOptions } from './connection.ts';
import { listRunning } from './find-deployment.ts';
import { formatPercent } from './shift/words.ts';
import { showDeployment } from './watch.ts';

export interface DeployAliasOptions extends ConnectOptions {
  readonly application: string;
  readonly group: string;
  readonly function: string;
  readonly alias: string;
  readonly targetVersion: string;
  readonly currentVersion?: string;
  readonly config?: string;
  readonly description?: string;
  readonly beforeHook?: string;
  readonly afterHook?: string;
  readonly overrideAlarms?: boolean;
  readonly watch?: boolean;
  readonly interval: number;
  readonly json?: boolean;
}

/** `serin deploy --application …`: shifts an alias to another version. With `--watch` the exit code is the deployment's outcome. */
export async function deployAlias(options: DeployAliasOptions): Promise<void> {
  const connection = await connect(options);
  const { client } = connection;
  const currentVersion = options.currentVersion ?? (await findCurrentVersion(client, options));
  if (options.overrideAlarms !== true) await refuseActiveAlarms(client, options);
  const deploymentId = await createDeployment(client, options, currentVersion);
  if (options.json === true) process.stdout.write(`${JSON.stringify({ deploymentId })}\n`);
  else process.stdout.write(`${deploymentId}\n`);
  if (options.watch === true) await showDeployment(connection, deploymentId, options);
}

/** The version that has all the traffic. An alias that is split has none, and could not be deployed to. */
async function findCurrentVersion(client: AwsClient, options: DeployAliasOptions): Promise<string> {
  const { FunctionVersion = '', RoutingConfig } = await client.getAlias(options.function, options.alias);
  const [other] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  if (other === undefined) return FunctionVersion;
  const [running] = await listRunning(client, options);
  if (running !== undefined) throw groupIsBusy(options, running);
  const [version, weight] = other;
  const share = formatPercent(Math.round(weight * 100));
  throw new CommandError(
    `the alias ${options.function}:${options.alias} is split: version ${version} has ${share}, version ${FunctionVersion} the rest. ` +
      `To take back the deployment that left it so: serin undo --application ${options.application} --group ${options.group}`,
  );
}

const groupIsBusy = ({ application, group }: DeployAliasOptions, deploymentId?: string): CommandError => {
  const id = deploymentId === undefined ? '' : ` ${deploymentId}`;
  return new CommandError(
    `${application}/${group} is busy with the deployment${id}. To see how it stands: serin watch${id}. ` +
      `To take it back: serin rollback${id}`,
  );
};

/** CodeDeploy would stop such a deployment before it moves anything, and leave only an entry in the history. */
async function refuseActiveAlarms(client: AwsClient, { application, group }: DeployAliasOptions): Promise<void> {
  const input = { applicationName: application, deploymentGroupName: group };
  const { deploymentGroupInfo } = await client.codedeploy('GetDeploymentGroup', input);
  const { enabled = false, alarms = [] } = deploymentGroupInfo?.alarmConfiguration ?? {};
  const names = alarms.flatMap(({ name }) => name ?? []);
  if (!enabled || names.length === 0) return;
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.cloudwatch('DescribeAlarms', {
    AlarmNames: names,
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    StateValue: 'ALARM',
    MaxRecords: 100,
  });
  const active = [...MetricAlarms, ...CompositeAlarms];
  if (active.length === 0) return;
  const [first, ...others] = active.map(({ AlarmName = '', StateReason = '' }) => ({ AlarmName, StateReason }));
  const also = others.length === 0 ? '' : ` and ${others.length} more`;
  throw new CommandError(
    `the alarm ${first?.AlarmName}${also} is in ALARM and would stop the deployment before it begins. ` +
      `CloudWatch's reason: ${first?.StateReason} ` +
      'Wait until it is OK, or deploy in spite of it with --override-alarms',
  );
}

async function createDeployment(
  client: AwsClient,
  options: DeployAliasOptions,
  currentVersion: string,
): Promise<string> {
  const { application, group, config, description, overrideAlarms } = options;
  const content = appSpec(options, currentVersion);
  try {
    const { deploymentId = '' } = await client.codedeploy('CreateDeployment', {
      applicationName: application,
      deploymentGroupName: group,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      ...(config !== undefined && { deploymentConfigName: config }),
      ...(description !== undefined && { description }),
      ...(overrideAlarms === true && { overrideAlarmConfiguration: { enabled: false } }),
    });
    return deploymentId;
  } catch (error) {
    if (!(error instanceof AwsRefusal) || error.type !== 'DeploymentLimitExceededException') throw error;
    const [running] = await listRunning(client, options);
    throw groupIsBusy(options, running);
  }
}

function appSpec(
  { function: functionName, alias, targetVersion, beforeHook, afterHook }: DeployAliasOptions,
  currentVersion: string,
): string {
  const properties = { Name: functionName, Alias: alias, CurrentVersion: currentVersion, TargetVersion: targetVersion };
  const hooks = [
    ...(beforeHook === undefined ? [] : [{ BeforeAllowTraffic: beforeHook }]),
    ...(afterHook === undefined ? [] : [{ AfterAllowTraffic: afterHook }]),
  ];
  return JSON.stringify({
    version: 0.0,
    Resources: [{ [alias]: { Type: 'AWS::Lambda::Function', Properties: properties } }],
    ...(hooks.length > 0 && { Hooks: hooks }),
  });
}
