import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const lambda = new LambdaClient({});
const codedeploy = new CodeDeployClient({});

const order = {
  items: [
    { price: 20, count: 2 },
    { price: 5, count: 1 },
  ],
};

/** Buys something from the new version, which nobody else reaches yet, and tells CodeDeploy whether the sum is right. */
export async function handler({ DeploymentId, LifecycleEventHookExecutionId }) {
  const status = (await isRight()) ? 'Succeeded' : 'Failed';
  await codedeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status,
    }),
  );
}

async function isRight() {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: process.env.NEW_VERSION, Payload: JSON.stringify(order) }),
  );
  const answer = JSON.parse(Buffer.from(Payload).toString());
  console.log('The new version answers', answer);
  return FunctionError === undefined && answer.total === 45;
}
