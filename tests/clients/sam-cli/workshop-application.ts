/** The application of AWS's workshop on canary deployments in its stages, as its reader would write it. */
import type { Workspace } from '../workspace.ts';

/** Where the second deployment is to be a canary, and nothing watches it. */
const firstPreference = `
        Type: Canary10Percent5Minutes`;

/** Where one template is for two stacks, and the one in production is watched. */
const watchedPreference = `
        Type: !If [IsProduction, Canary10Percent5Minutes, AllAtOnce]
        Alarms: !If [IsProduction, [!Ref CanaryErrorsAlarm], []]`;

const condition = `Conditions:
  IsProduction: !Equals [!Ref AWS::StackName, sam-app-prod]
`;

const alarm = `
  CanaryErrorsAlarm:
    Type: AWS::CloudWatch::Alarm
    Condition: IsProduction
    Properties:
      AlarmDescription: Calls of the canary have failed.
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: Resource
          Value: !Sub \${HelloFunction}:live
        - Name: FunctionName
          Value: !Ref HelloFunction
        - Name: ExecutedVersion
          Value: !GetAtt HelloFunction.Version.Version
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 2
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold`;

const templateOf = (isWatched: boolean): string => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
${isWatched ? condition : ''}Resources:
  HelloFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hello/
      Handler: app.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      DeploymentPreference:${isWatched ? watchedPreference : firstPreference}
      Events:
        Hello:
          Type: Api
          Properties:
            Path: /hello
            Method: get${isWatched ? alarm : ''}
Outputs:
  HelloFunction:
    Value: !Ref HelloFunction
  HelloApi:
    Value: !Sub https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/Prod/hello/
`;

export const writeTemplate = (workspace: Workspace, { isWatched }: { readonly isWatched: boolean }): void =>
  workspace.write('template.yaml', templateOf(isWatched));

/** `body`: of a handler that is async. */
export const writeHello = (workspace: Workspace, body: string): void =>
  workspace.write('hello/app.js', `exports.handler = async () => {\n  ${body}\n};\n`);

export const greeting = (message: string): string =>
  `return { statusCode: 200, body: ${JSON.stringify(JSON.stringify({ message }))} };`;
