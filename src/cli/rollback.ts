import { AwsRefusal } from './aws-refusal.ts';
import { connect, type Connection } from './connection.ts';
import { findOnlyRunning } from './find-deployment.ts';
import { awaitEnd } from './shift/follow.ts';
import { formatJson } from './shift/snapshot.ts';
import { describeOutcome } from './shift/outcome.ts';
import type { SteerOptions } from './steer.ts';
import { reportReturn, undoDeployment } from './undo.ts';

/** `serin rollback`: takes a deployment back, whether it runs or has ended, and waits until its traffic is back. */
export async function rollback(deployment: string | undefined, options: SteerOptions): Promise<void> {
  const connection = await connect(options);
  const deploymentId = await findOnlyRunning(connection.client, deployment);
  if (!(await stopWithRollback(connection, deploymentId))) return undoDeployment(connection, deploymentId, options);
  const snapshot = await awaitEnd(connection, deploymentId);
  if (snapshot.rollback !== undefined) return reportReturn(deploymentId, snapshot.rollback, options);
  // It had not even looked at the alias: nothing was moved that could go back.
  if (options.json === true) {
    const { status } = snapshot.deployment;
    process.stdout.write(`${formatJson({ deploymentId, status, tookSeconds: 0 })}\n`);
    return undefined;
  }
  for (const { text } of describeOutcome(snapshot)) process.stdout.write(`${text}\n`);
  return undefined;
}

/** Whether there was something to stop: what has ended by itself meanwhile can still be undone. */
async function stopWithRollback({ client }: Connection, deploymentId: string): Promise<boolean> {
  try {
    await client.codedeploy('StopDeployment', { deploymentId, autoRollbackEnabled: true });
    return true;
  } catch (error) {
    if (error instanceof AwsRefusal && error.type === 'DeploymentAlreadyCompletedException') return false;
    throw error;
  }
}
