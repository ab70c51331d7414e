/** What the SAM CLI builds and deploys: a function for Node behind a canary, and one for Python with an address and two APIs. */
import type { Workspace } from '../workspace.ts';

/** `python`: the minor version that the machine has, as `3.11`. */
export const templateOf = (python: string): string => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: Sells, and prints what was sold.
Parameters:
  Currency:
    Type: String
    Default: EUR
Globals:
  Function:
    Timeout: 10
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: checkout/
      Handler: index.handler
      Runtime: nodejs24.x
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms:
          - !Ref CheckoutErrors
  Receipt:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: receipt/
      Handler: app.handler
      Runtime: python${python}
      Environment:
        Variables:
          CURRENCY: !Ref Currency
      FunctionUrlConfig:
        AuthType: NONE
      Events:
        Print:
          Type: Api
          Properties:
            Path: /receipts
            Method: post
        Show:
          Type: HttpApi
          Properties:
            Path: /receipts/{number}
            Method: get
  CheckoutErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
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
Outputs:
  CheckoutFunction:
    Value: !Ref Checkout
  RestApi:
    Value: !Ref ServerlessRestApi
  HttpApi:
    Value: !Ref ServerlessHttpApi
  ReceiptAddress:
    Value: !GetAtt ReceiptUrl.FunctionUrl
`;

export function writeApplication(workspace: Workspace, python: string): void {
  workspace.write('template.yaml', templateOf(python));
  writeCheckout(workspace, `return 'sold by the first'`);
  writeReceipt(workspace, 'paid');
}

/** `body`: of a handler that is async. */
export const writeCheckout = (workspace: Workspace, body: string): void =>
  workspace.write('checkout/index.js', `exports.handler = async (event) => { ${body}; };\n`);

export const writeReceipt = (workspace: Workspace, word: string): void =>
  workspace.write(
    'receipt/app.py',
    `import os


def handler(event, context):
    print("printing a receipt")
    return f"${word} {event.get('amount', 0)} {os.environ['CURRENCY']}"
`,
  );
