/** The stack of AWS's SAM workshop: a function behind an alias that is shifted under the eye of an alarm. */

/** Of the one function in the template. */
export const functionId = 'HelloWorldFunction';
export const aliasId = `${functionId}Aliaslive`;
export const alarmId = 'CanaryErrorsAlarm';

export interface CanaryTemplate {
  /** A folder beside the template, or an object in a bucket. */
  readonly codeUri: string;
}

/** As people write it, with YAML's short forms. */
export const canaryTemplate = ({ codeUri }: CanaryTemplate): string => `\
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: A function whose alias is shifted as a canary
Globals:
  Function:
    Timeout: 3
Resources:
  ${functionId}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ${codeUri}
      Handler: app.lambdaHandler
      Runtime: nodejs22.x
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms:
          - !Ref ${alarmId}
      Events:
        Hello:
          Type: Api
          Properties: { Path: /hello, Method: get }
  ${alarmId}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: Errors of the version that the canary brings
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - { Name: Resource, Value: !Sub '\${${functionId}}:live' }
        - { Name: FunctionName, Value: !Ref ${functionId} }
        - { Name: ExecutedVersion, Value: !GetAtt ${functionId}.Version.Version }
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 2
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
Outputs:
  FunctionArn:
    Value: !GetAtt ${functionId}.Arn
  FunctionName:
    Value: !Ref ${functionId}
`;

/** The source of `app.js`. */
export const answering = (text: string): string =>
  `exports.lambdaHandler = async () => ({ statusCode: 200, body: '${text}' });\n`;

export const failing = `exports.lambdaHandler = async () => { throw new Error('on purpose'); };\n`;
