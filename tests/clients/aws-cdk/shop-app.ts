/** An application of AWS's CDK, as its user would write it: the workshop's function with alarm, canary and hook. */

/** Which configuration shifts the alias, the context says: `-c quick=true` takes one of the stack's own. */
export const shopApp = `
const { App, CfnOutput, Duration, Stack } = require('aws-cdk-lib');
const { Alarm, TreatMissingData } = require('aws-cdk-lib/aws-cloudwatch');
const { LambdaDeploymentConfig, LambdaDeploymentGroup, TrafficRouting } = require('aws-cdk-lib/aws-codedeploy');
const { Alias, Code, Function, Runtime } = require('aws-cdk-lib/aws-lambda');

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
  }
}

new Shop(new App(), 'Shop');
`;
