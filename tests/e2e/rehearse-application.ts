/** A small application under a canary of five minutes, with its code in files as its user has it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Application {
  readonly answer?: string;
  /** What the alarm on errors looks at: a value of the template. */
  readonly executedVersion?: string;
  readonly hasPreference?: boolean;
  /** What a hook before the traffic moves reports; none: there is no hook. */
  readonly hook?: 'Succeeded' | 'Failed';
}

export function writeApplication(folder: string, application: Application): void {
  mkdirSync(join(folder, 'checkout'), { recursive: true });
  const answer = JSON.stringify(application.answer ?? 'first');
  writeFileSync(join(folder, 'checkout', 'app.mjs'), `export const handler = async () => ${answer};\n`);
  writeFileSync(join(folder, 'template.yaml'), templateOf(application));
}

const templateOf = ({ executedVersion, hasPreference = true, hook }: Application): string => `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      CodeUri: checkout/
      Handler: app.handler
      Timeout: 10
      AutoPublishAlias: live
${hasPreference ? preference(hook) : ''}
${alarm('ErrorsAlarm', { metric: 'Errors', statistic: 'Statistic: Sum', threshold: 0, executedVersion })}
${alarm('SlowAlarm', { metric: 'Duration', statistic: 'ExtendedStatistic: p90', threshold: 1500, executedVersion })}
${hook === undefined ? '' : hookFunction(hook)}
`;

const preference = (hook: Application['hook']): string => `      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms: [!Ref ErrorsAlarm, !Ref SlowAlarm]
${hook === undefined ? '' : '        Hooks: {PreTraffic: !Ref Check}'}`;

interface AlarmText {
  readonly metric: string;
  readonly statistic: string;
  readonly threshold: number;
  readonly executedVersion: string | undefined;
}

const alarm = (name: string, { metric, statistic, threshold, executedVersion }: AlarmText): string => `  ${name}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: ${metric}
      Dimensions:
        - {Name: FunctionName, Value: !Ref Checkout}
        - {Name: Resource, Value: !Sub '\${Checkout}:live'}
        - {Name: ExecutedVersion, Value: ${executedVersion ?? '!GetAtt Checkout.Version.Version'}}
      ${statistic}
      Period: 60
      EvaluationPeriods: 1
      Threshold: ${threshold}
      ComparisonOperator: GreaterThanThreshold
      TreatMissingData: notBreaching`;

const hookFunction = (status: string): string => `  Check:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: CodeDeployHook_check
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |
        const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
        exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
          await new CodeDeployClient().send(new PutLifecycleEventHookExecutionStatusCommand({
            deploymentId: DeploymentId,
            lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
            status: '${status}',
          }));
        };`;
