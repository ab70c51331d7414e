/** What the deployments of all clients are of: a function `checkout`, its AppSpec file, and a hook. */
import { zipFiles } from './workspace.ts';

export const deployerTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

export interface CheckoutShift {
  readonly from: string;
  readonly to: string;
  readonly beforeHook?: string;
}

export const checkoutAppSpec = ({ from, to, beforeHook }: CheckoutShift): string =>
  JSON.stringify({
    version: 0.0,
    Resources: [
      {
        checkout: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: 'checkout', Alias: 'live', CurrentVersion: from, TargetVersion: to },
        },
      },
    ],
    ...(beforeHook !== undefined && { Hooks: [{ BeforeAllowTraffic: beforeHook }] }),
  });

/** A hook as AWS's guide has it: the SDK as it comes, and the credentials of the function's own role. */
export const hookCode = `
  const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');
  const codedeploy = new CodeDeployClient();
  exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
    await codedeploy.send(new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status: 'Succeeded',
    }));
  };`;

export const hookPackage = (): Buffer => zipFiles({ 'index.js': hookCode });
