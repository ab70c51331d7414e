/** The application of the demo: AWS's workshop in small, as its user would write it. */

/** A SAM template whose function runs the given code. */
export const templateOf = (code: string): string => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: checkout
      Runtime: nodejs24.x
      Handler: index.handler
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms:
          - !Ref CanaryErrorsAlarm
      InlineCode: |
${code.replaceAll(/^/gm, '        ')}
  CanaryErrorsAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: CanaryErrorsAlarm
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: Resource
          Value: !Sub \${Checkout}:live
        - Name: FunctionName
          Value: !Ref Checkout
        - Name: ExecutedVersion
          Value: !GetAtt Checkout.Version.Version
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 2
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
`;

export const codes = {
  first: `exports.handler = async () => 'I am the first version';`,
  broken: `exports.handler = async () => { throw new Error('I was not tested'); };`,
  good: `exports.handler = async () => 'I am a better version';`,
} as const;
