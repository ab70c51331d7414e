/** A deployment's state in the word that CodeDeploy has for it. `Queued`, `Ready` and `Baking` are no states of Lambda's. */
import { type DeploymentProgress, type DeploymentState, progressOf } from '../../../deployment/deployment-state.ts';

const statuses = {
  created: 'Created',
  'in-progress': 'InProgress',
  succeeded: 'Succeeded',
  failed: 'Failed',
  stopped: 'Stopped',
} as const satisfies Record<DeploymentProgress, string>;

export type DeploymentStatus = (typeof statuses)[DeploymentProgress];

export const statusOf = (state: DeploymentState): DeploymentStatus => statuses[progressOf(state)];

/** When the deployment ended; absent while it runs. */
export const endedAtMs = ({ phase }: DeploymentState): number | undefined =>
  phase.kind === 'ended' ? phase.atMs : undefined;
