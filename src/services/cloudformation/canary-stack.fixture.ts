/** For tests: a stack of the shape that SAM makes of a function with a deployment preference. */
import { expect } from 'vitest';
import { call, openTypeStage } from './type-stage.fixture.ts';

export const StackName = 'shop';
const FunctionName = 'checkout';
export const alarmName = 'CanaryErrors';
export const minuteMs = 60_000;

export interface Release {
  /** What the function's code and its version's logical ID come from. */
  readonly number: number;
  /** Named alone after the alias, so that it fails when the alias has moved. */
  readonly last?: string;
}

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' }],
});

const role = (service: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: trust(service) },
});

const alarmOf = (number: number) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: alarmName,
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': [`FnVersion${number}`, 'Version'] } }],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
  },
});

const deployment = {
  Application: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } },
  Group: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: 'Application' },
      ServiceRoleArn: { 'Fn::GetAtt': ['CodeDeployServiceRole', 'Arn'] },
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Alarm' } }] },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    },
  },
};

const aliasOf = (number: number) => ({
  Type: 'AWS::Lambda::Alias',
  UpdatePolicy: {
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: 'Application' },
      DeploymentGroupName: { Ref: 'Group' },
    },
  },
  Properties: {
    FunctionName: { Ref: 'Fn' },
    FunctionVersion: { 'Fn::GetAtt': [`FnVersion${number}`, 'Version'] },
    Name: 'live',
  },
});

export const templateOf = ({ number, last }: Release): string =>
  JSON.stringify({
    Resources: {
      FnRole: role('lambda'),
      CodeDeployServiceRole: role('codedeploy'),
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName,
          Role: { 'Fn::GetAtt': ['FnRole', 'Arn'] },
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Code: { ZipFile: `exports.handler = async () => ${number};` },
        },
      },
      [`FnVersion${number}`]: {
        Type: 'AWS::Lambda::Version',
        DeletionPolicy: 'Retain',
        Properties: { FunctionName: { Ref: 'Fn' } },
      },
      Alarm: alarmOf(number),
      ...deployment,
      FnAliaslive: aliasOf(number),
      ...(last !== undefined && {
        Last: { Type: 'AWS::Logs::LogGroup', DependsOn: 'FnAliaslive', Properties: { LogGroupName: last } },
      }),
    },
  });

export async function openStack() {
  const stage = await openTypeStage();
  const status = async (): Promise<string> =>
    (await stage.cloudformation.DescribeStacks({ StackName }, call)).Stacks?.[0]?.StackStatus ?? '';
  const settle = async (limitMs = 20 * minuteMs): Promise<string> => {
    for (let passedMs = 0; passedMs < limitMs; passedMs += 500) {
      await stage.advance(500);
      if (!(await status()).endsWith('IN_PROGRESS')) return status();
    }
    return status();
  };
  return Object.assign(stage, {
    status,
    settle,
    /** All there were, oldest first. */
    async deployments() {
      const { deployments = [] } = await stage.codedeploy.ListDeployments({}, call);
      const infos = await Promise.all(
        deployments.map((deploymentId) => stage.codedeploy.GetDeployment({ deploymentId }, call)),
      );
      return infos.map(({ deploymentInfo }) => deploymentInfo ?? {}).toReversed();
    },
    async createStack(release: Release): Promise<string> {
      const Capabilities: 'CAPABILITY_IAM'[] = ['CAPABILITY_IAM'];
      await stage.cloudformation.CreateStack({ StackName, TemplateBody: templateOf(release), Capabilities }, call);
      return settle();
    },
    async beginUpdate(release: Release): Promise<void> {
      const Capabilities: 'CAPABILITY_IAM'[] = ['CAPABILITY_IAM'];
      await stage.cloudformation.UpdateStack({ StackName, TemplateBody: templateOf(release), Capabilities }, call);
    },
    /** Moves on until the alias shows this. */
    async until(wanted: string): Promise<void> {
      for (let turn = 0; turn < 1000 && (await this.alias()) !== wanted; turn += 1) await stage.advance(500);
      expect(await this.alias()).toBe(wanted);
    },
    async alias(): Promise<string> {
      const { FunctionVersion = '', RoutingConfig } = await stage.lambda.GetAlias({ FunctionName, Name: 'live' }, call);
      const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
      return [FunctionVersion, ...weights.map(([version, weight]) => `${version}: ${weight}`)].join(', ');
    },
    setAlarm: (StateValue: 'OK' | 'ALARM') =>
      stage.cloudwatch.SetAlarmState({ AlarmName: alarmName, StateValue, StateReason: 'a test' }, call),
    /** Oldest first. */
    async eventsOf(logicalId: string): Promise<string[]> {
      const { StackEvents = [] } = await stage.cloudformation.DescribeStackEvents({ StackName }, call);
      return StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === logicalId)
        .toReversed()
        .map(({ ResourceStatus, ResourceStatusReason }) => [ResourceStatus, ResourceStatusReason].join(' ').trim());
    },
    async versions(): Promise<(string | undefined)[]> {
      const { Versions = [] } = await stage.lambda.ListVersionsByFunction({ FunctionName }, call);
      return Versions.map(({ Version }) => Version);
    },
  });
}
