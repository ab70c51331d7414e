/** A client of the platform that serves a data folder, found again where it was started anew. */
import type { Clock } from '../time/clock.ts';
import { SystemClock } from '../time/system-clock.ts';
import { createAwsClient, type AwsClient } from './aws-client.ts';
import { findClientEnvironment } from './client-environment.ts';

export interface ConnectOptions {
  readonly data: string;
  /** @default the platform's */
  readonly region?: string;
}

export interface Connection {
  readonly client: AwsClient;
  readonly clock: Clock;
  /** Throws `NotRunning` where there is none. */
  reconnect(): Promise<Connection>;
}

/** Throws `NotRunning`. */
export async function connect(
  options: ConnectOptions,
  clock: Clock = new SystemClock({ holdsProcess: true }),
): Promise<Connection> {
  const environment = await findClientEnvironment(options.data);
  const client = createAwsClient(environment, clock, options.region);
  return { client, clock, reconnect: () => connect(options, clock) };
}

/** Waits on the wall's time. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setRealTimer(delayMs, resolve);
  });
}
