import { connect, type ConnectOptions } from './connection.ts';
import { findOnlyRunning } from './find-deployment.ts';

export interface SteerOptions extends ConnectOptions {
  readonly json?: boolean;
}

const operations = {
  promote: {
    name: 'PromoteDeployment',
    sentence: (id: string) => `${id}: all traffic goes to the target version now, once its hooks let it`,
  },
  pause: {
    name: 'PauseDeployment',
    sentence: (id: string) => `${id} is paused: traffic stays as it is split, alarms go on watching`,
  },
  resume: { name: 'ResumeDeployment', sentence: (id: string) => `${id} goes on` },
} as const;

/** `serin promote`, `serin pause` and `serin resume`: tell a running deployment what to do. */
export async function steer(
  kind: keyof typeof operations,
  deployment: string | undefined,
  options: SteerOptions,
): Promise<void> {
  const { client } = await connect(options);
  const id = await findOnlyRunning(client, deployment);
  const { name, sentence } = operations[kind];
  const { deploymentId, status } = await client.extension(name, { deploymentId: id });
  process.stdout.write(
    `${options.json === true ? JSON.stringify({ deploymentId, status }) : sentence(deploymentId)}\n`,
  );
}
