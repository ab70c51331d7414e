'use strict';

const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = require('@aws-sdk/client-codedeploy');

const codedeploy = new CodeDeployClient();

/** Runs before any traffic shifts. A real one would call the new version first, and judge its answer. */
exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
  await codedeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status: 'Succeeded',
    }),
  );
};
