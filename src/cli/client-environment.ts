/** What an AWS client needs to reach the platform of a data folder. */
import { resolve } from 'node:path';
import { readRootCredentials } from '../platform/root-credentials.ts';
import { readRunningFile, type RunningPlatform } from '../platform/running-file.ts';

export interface ClientEnvironment {
  readonly AWS_ENDPOINT_URL: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_REGION: string;
  readonly AWS_DEFAULT_REGION: string;
}

/** No platform serves this data folder. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';

  constructor(dataFolder: string) {
    super(`No Serin is running on ${dataFolder}. Start one with: serin start --data ${dataFolder}`);
  }
}

/** Throws {@link NotRunning} where no platform answers. */
export async function findClientEnvironment(data: string): Promise<ClientEnvironment> {
  const dataFolder = resolve(data);
  const running = await findRunning(data);
  const credentials = readRootCredentials(dataFolder);
  if (credentials === undefined) throw new NotRunning(dataFolder);
  return {
    AWS_ENDPOINT_URL: running.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: running.region,
    AWS_DEFAULT_REGION: running.region,
  };
}

/** What the platform of a data folder says of itself. Throws {@link NotRunning} where none answers. */
export async function findRunning(data: string): Promise<RunningPlatform> {
  const dataFolder = resolve(data);
  const running = readRunningFile(dataFolder);
  if (running === undefined || !(await isServing(running))) throw new NotRunning(dataFolder);
  return running;
}

const answerTimeoutMs = 5000;

/** Whether the platform that wrote the file is the one that answers there now. */
export async function isServing(running: RunningPlatform): Promise<boolean> {
  try {
    const response = await fetch(`${running.endpoint}/_serin/health`, { signal: AbortSignal.timeout(answerTimeoutMs) });
    const health: unknown = await response.json();
    return typeof health === 'object' && health !== null && 'pid' in health && health.pid === running.pid;
  } catch {
    // Nobody there, or somebody else.
    return false;
  }
}
