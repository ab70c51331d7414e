import { connect } from './connection.ts';
import { findOnlyRunning } from './find-deployment.ts';
import { awaitEnd } from './shift/follow.ts';
import { describeOutcome } from './shift/outcome.ts';
import type { SteerOptions } from './steer.ts';
import { formatJson } from './shift/snapshot.ts';

export interface StopOptions extends SteerOptions {
  readonly rollback?: boolean;
}

/** `serin stop`: ends a deployment where it is, or takes its traffic back, as its settings or `--rollback` say. */
export async function stop(deployment: string | undefined, options: StopOptions): Promise<void> {
  const connection = await connect(options);
  const deploymentId = await findOnlyRunning(connection.client, deployment);
  await connection.client.codedeploy('StopDeployment', {
    deploymentId,
    ...(options.rollback === true && { autoRollbackEnabled: true }),
  });
  const snapshot = await awaitEnd(connection, deploymentId);
  if (options.json === true) {
    process.stdout.write(`${formatJson(snapshot)}\n`);
    return;
  }
  for (const { text } of describeOutcome(snapshot)) process.stdout.write(`${text}\n`);
}
