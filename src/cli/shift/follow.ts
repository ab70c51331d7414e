/** Looks at a deployment again and again until it and its rollback have ended. */
import { Unreachable } from '../aws-client.ts';
import { NotRunning } from '../client-environment.ts';
import { pause, type Connection } from '../connection.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

export type Sight =
  | { readonly kind: 'seen'; readonly snapshot: Snapshot }
  /** The platform does not answer for the moment. */
  | { readonly kind: 'lost'; readonly message: string };

/** A platform that is started anew goes on with its deployments; so does whoever watches them. */
const patienceMs = 15_000;

/** The last sight is final. Throws `Unreachable` or `NotRunning` where the platform stays away. */
export async function* followDeployment(
  connection: Connection,
  deploymentId: string,
  { intervalMs }: { readonly intervalMs: number },
): AsyncGenerator<Sight, void, void> {
  const { clock } = connection;
  let current: Connection | undefined = connection;
  let seenAtMs = clock.realNow();
  while (true) {
    try {
      current ??= await connection.reconnect();
      const snapshot = await readSnapshot(current.client, deploymentId);
      seenAtMs = clock.realNow();
      yield { kind: 'seen', snapshot };
      if (snapshot.isFinal) return;
    } catch (error) {
      if (!(error instanceof Unreachable || error instanceof NotRunning)) throw error;
      if (clock.realNow() - seenAtMs > patienceMs) throw error;
      current = undefined;
      yield { kind: 'lost', message: error.message };
    }
    await pause(clock, intervalMs);
  }
}

/** How it ended. */
export async function awaitEnd(connection: Connection, deploymentId: string): Promise<Snapshot> {
  let last: Snapshot | undefined;
  for await (const sight of followDeployment(connection, deploymentId, { intervalMs: 100 })) {
    if (sight.kind === 'seen') last = sight.snapshot;
  }
  return last ?? readSnapshot(connection.client, deploymentId);
}
