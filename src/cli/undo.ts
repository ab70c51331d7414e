import { connect, type Connection } from './connection.ts';
import { exitCodes } from './exit-codes.ts';
import { findLast, type GroupOptions } from './find-deployment.ts';
import { awaitEnd } from './shift/follow.ts';
import { tookOf } from './shift/outcome.ts';
import type { DeploymentView } from './shift/snapshot.ts';
import { plain } from './shift/words.ts';
import type { SteerOptions } from './steer.ts';

export interface UndoOptions extends SteerOptions, GroupOptions {}

/** `serin undo`: takes back a deployment that has ended, and waits until its traffic is back. */
export async function undo(deployment: string | undefined, options: UndoOptions): Promise<void> {
  const connection = await connect(options);
  await undoDeployment(connection, await findLast(connection.client, deployment, options), options);
}

export async function undoDeployment(
  connection: Connection,
  deploymentId: string,
  options: SteerOptions,
): Promise<void> {
  const { deploymentId: undoneBy } = await connection.client.extension('UndoDeployment', { deploymentId });
  const { deployment } = await awaitEnd(connection, undoneBy);
  reportReturn(deploymentId, deployment, options);
}

/** Says that the traffic of a deployment is back, or that it is not: then the exit code is 1. */
export function reportReturn(deploymentId: string, rollback: DeploymentView, options: SteerOptions): void {
  const { deploymentId: rollbackDeploymentId, status, target, error } = rollback;
  const isBack = status === 'Succeeded';
  if (!isBack) process.exitCode = exitCodes.failed;
  if (options.json === true) {
    const { createdAt, completedAt = createdAt } = rollback;
    const tookSeconds = (completedAt - createdAt) / 1000;
    process.stdout.write(`${JSON.stringify({ deploymentId, rollbackDeploymentId, status, tookSeconds })}\n`);
  } else if (isBack) {
    process.stdout.write(
      `${deploymentId} is taken back by ${rollbackDeploymentId} in ${tookOf(rollback)}: all traffic is on version ${target?.targetVersion ?? 'it came from'}\n`,
    );
  } else {
    process.stderr.write(
      `serin: ${rollbackDeploymentId} could not take the traffic back: ${plain(error?.message ?? status)}\n`,
    );
  }
}
