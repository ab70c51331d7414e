/**
 * An application of AWS's CDK, as its user would write it: the workshop's function with alarm, canary and
 * hook; and custom resources, behind which the CDK has functions of its own.
 */

/** Which configuration shifts the alias, the context says: `-c quick=true` takes one of the stack's own. */
export const shopApp = `
const { App, CfnOutput, CustomResource, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const { Alarm, TreatMissingData } = require('aws-cdk-lib/aws-cloudwatch');
const { LambdaDeploymentConfig, LambdaDeploymentGroup, TrafficRouting } = require('aws-cdk-lib/aws-codedeploy');
const { Alias, Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');
const { Bucket } = require('aws-cdk-lib/aws-s3');
const { Provider } = require('aws-cdk-lib/custom-resources');

class Shop extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const checkout = new Function(this, 'Checkout', {
      functionName: 'checkout',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset('checkout'),
    });
    const hook = new Function(this, 'BeforeTraffic', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset('hook'),
    });
    const alias = new Alias(this, 'Live', { aliasName: 'live', version: checkout.currentVersion });
    const errors = new Alarm(this, 'Errors', {
      metric: alias.metricErrors({ period: Duration.minutes(1) }),
      threshold: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      evaluationPeriods: 1,
    });
    new LambdaDeploymentGroup(this, 'Canary', {
      alias,
      alarms: [errors],
      preHook: hook,
      deploymentConfig: this.node.tryGetContext('quick')
        ? new LambdaDeploymentConfig(this, 'Quick', {
            trafficRouting: TrafficRouting.timeBasedLinear({ interval: Duration.minutes(1), percentage: 50 }),
          })
        : LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    });
    new CfnOutput(this, 'AliasArn', { value: alias.functionArn });
    const receipts = new Bucket(this, 'Receipts', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    new CfnOutput(this, 'ReceiptsName', { value: receipts.bucketName });
    const onEventHandler = new Function(this, 'Opener', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline("exports.handler = async ({ RequestType }) => ({ Data: { Greeting: RequestType + 'd' } });"),
    });
    const { serviceToken } = new Provider(this, 'Openings', { onEventHandler });
    const opening = new CustomResource(this, 'Opening', { serviceToken });
    new CfnOutput(this, 'Greeting', { value: opening.getAttString('Greeting') });
  }
}

new Shop(new App(), 'Shop');
`;
