/** Stacks of the shape that SAM makes of a function with a deployment preference, over all of Serin's services. */
import { expect, test } from 'vitest';
import { call, openTypeStage } from './type-stage.fixture.ts';

const StackName = 'shop';
const FunctionName = 'checkout';
const alarmName = 'CanaryErrors';
const minuteMs = 60_000;

interface Release {
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

const templateOf = ({ number, last }: Release): string =>
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
      Alarm: {
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
      },
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
      FnAliaslive: {
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
      },
      ...(last !== undefined && {
        Last: { Type: 'AWS::Logs::LogGroup', DependsOn: 'FnAliaslive', Properties: { LogGroupName: last } },
      }),
    },
  });

async function openStack() {
  const stage = await openTypeStage();
  const { cloudformation } = stage;
  const status = async (): Promise<string> =>
    (await cloudformation.DescribeStacks({ StackName }, call)).Stacks?.[0]?.StackStatus ?? '';
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
    async createStack(release: Release): Promise<string> {
      const Capabilities: 'CAPABILITY_IAM'[] = ['CAPABILITY_IAM'];
      await cloudformation.CreateStack({ StackName, TemplateBody: templateOf(release), Capabilities }, call);
      return settle();
    },
    async beginUpdate(release: Release): Promise<void> {
      const Capabilities: 'CAPABILITY_IAM'[] = ['CAPABILITY_IAM'];
      await cloudformation.UpdateStack({ StackName, TemplateBody: templateOf(release), Capabilities }, call);
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
      const { StackEvents = [] } = await cloudformation.DescribeStackEvents({ StackName }, call);
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

test('an update shifts the alias, is complete when all of the traffic is there, and keeps the old version', async () => {
  await using stack = await openStack();
  expect(await stack.createStack({ number: 1 })).toBe('CREATE_COMPLETE');
  expect(await stack.alias()).toBe('1');
  await stack.beginUpdate({ number: 2 });
  await stack.until('1, 2: 0.1');
  await stack.advance(4 * minuteMs);
  expect(await stack.status()).toBe('UPDATE_IN_PROGRESS');
  expect(await stack.settle()).toBe('UPDATE_COMPLETE');
  expect(await stack.alias()).toBe('2');
  expect(await stack.eventsOf('FnAliaslive')).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_IN_PROGRESS Resource creation Initiated',
    'CREATE_COMPLETE',
    'UPDATE_IN_PROGRESS',
    expect.stringMatching(/^UPDATE_IN_PROGRESS CodeDeploy deployment started: d-[A-Z0-9]{9}$/),
    'UPDATE_COMPLETE',
  ]);
  expect((await stack.eventsOf('FnVersion1')).at(-1)).toBe('DELETE_SKIPPED');
  expect(await stack.versions()).toEqual(['$LATEST', '1', '2']);
  expect(stack.problems).toEqual([]);
});

test('an alarm takes the shift back and the stack with it; the same update tried again takes over its version', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.beginUpdate({ number: 2 });
  await stack.until('1, 2: 0.1');
  await stack.setAlarm('ALARM');
  expect(await stack.settle()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.alias()).toBe('1');
  const events = await stack.eventsOf('FnAliaslive');
  expect(events.slice(3)).toEqual([
    'UPDATE_IN_PROGRESS',
    expect.stringMatching(/^UPDATE_IN_PROGRESS CodeDeploy deployment started: d-/),
    expect.stringMatching(/^UPDATE_IN_PROGRESS CodeDeploy rollback deployment started: d-/),
    expect.stringMatching(
      /^UPDATE_FAILED Resource handler returned message: "d-\w+ failed\. One or more alarms .* Activated alarms: <CanaryErrors>" \(RequestToken: [-0-9a-f]+, HandlerErrorCode: InternalFailure\)$/,
    ),
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
  ]);
  expect(await stack.versions()).toEqual(['$LATEST', '1', '2']);
  await stack.setAlarm('OK');
  await stack.beginUpdate({ number: 2 });
  expect(await stack.settle()).toBe('UPDATE_COMPLETE');
  expect(await stack.alias()).toBe('2');
  expect(await stack.versions()).toEqual(['$LATEST', '1', '2']);
  expect(stack.problems).toEqual([]);
});

test('an update that is cancelled in the middle of its shift brings the traffic back', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.beginUpdate({ number: 2 });
  await stack.until('1, 2: 0.1');
  await stack.cloudformation.CancelUpdateStack({ StackName }, call);
  expect(await stack.settle()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.alias()).toBe('1');
  await stack.advance(10 * minuteMs);
  expect(await stack.alias()).toBe('1');
  expect(stack.problems).toEqual([]);
});

test('what fails after the alias has moved brings it back at once, though an alarm is on', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.clients.logs.CreateLogGroup({ logGroupName: 'taken' }, call);
  await stack.beginUpdate({ number: 2, last: 'taken' });
  await stack.until('2');
  await stack.setAlarm('ALARM');
  expect(await stack.settle(minuteMs)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.alias()).toBe('1');
  const events = await stack.eventsOf('FnAliaslive');
  expect(events.slice(-2)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE']);
  expect(events.filter((event) => event.includes('rollback'))).toEqual([]);
  expect(stack.problems).toEqual([]);
});

test('a stack is deleted with all that it has; versions stay by their policy, and go with the function', async () => {
  await using stack = await openStack();
  await stack.createStack({ number: 1 });
  await stack.cloudformation.DeleteStack({ StackName }, call);
  await stack.advance(10_000);
  const { StackSummaries = [] } = await stack.cloudformation.ListStacks({}, call);
  expect(StackSummaries.map(({ StackStatus }) => StackStatus)).toEqual(['DELETE_COMPLETE']);
  await expect(stack.versions()).rejects.toThrow('Function not found');
  const { Roles = [] } = await stack.iam.ListRoles({}, call);
  expect(Roles).toEqual([]);
  expect((await stack.codedeploy.ListApplications({}, call)).applications).toEqual([]);
});
