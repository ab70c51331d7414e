/** The application whose stack is updated: AWS's canary workshop in small, with code that nobody calls. */

export const stackName = 'shop';
export const functionName = 'checkout';
export const aliasName = 'live';
export const alarmName = 'CanaryErrorsAlarm';

/** A SAM template whose function answers with the release. */
export const templateOf = (release: number): string => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: ${functionName}
      Runtime: nodejs24.x
      Handler: index.handler
      AutoPublishAlias: ${aliasName}
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms:
          - !Ref CanaryErrorsAlarm
      InlineCode: exports.handler = async () => ${release};
  CanaryErrorsAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: ${alarmName}
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: Resource
          Value: !Sub \${Checkout}:${aliasName}
        - Name: FunctionName
          Value: !Ref Checkout
        - Name: ExecutedVersion
          Value: !GetAtt Checkout.Version.Version
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      # Without calls it stays as it is set.
      TreatMissingData: ignore
Outputs:
  Version:
    Value: !Ref Checkout.Version
`;
