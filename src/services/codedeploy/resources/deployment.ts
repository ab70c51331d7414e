/** A deployment as Serin keeps it: the machine's state, and what belongs to CodeDeploy around it. */
import type { DeploymentState } from '../../../deployment/deployment-state.ts';
import type { AlarmSettings, AutoRollbackSettings, Trigger } from './deployment-group.ts';
import type { Owner } from './keys.ts';

export interface DeploymentRecord extends Owner {
  readonly id: string;
  readonly state: DeploymentState;
  readonly applicationId: string;
  readonly applicationName: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly configName: string;
  readonly revisionId: string;
  readonly previousRevisionId?: string;
  readonly creator: 'user' | 'codeDeployRollback';
  readonly description?: string;
  readonly serviceRoleArn: string;
  /** The group's, as they were when the deployment was made. */
  readonly triggers: readonly Trigger[];
  /** In force for this deployment: its own, or the group's. */
  readonly alarms?: AlarmSettings;
  /** Given with the deployment itself. */
  readonly overrideAlarms?: AlarmSettings;
  readonly autoRollback?: AutoRollbackSettings;
  /** What is shifted; absent until the AppSpec file was read. */
  readonly target?: ShiftTarget;
  readonly rollback?: RollbackLink;
  /** For people: what happened beside what the status tells. */
  readonly messages: readonly string[];
  /** When the alias got which share of the target version by our doing, oldest first. Absent: none yet. */
  readonly weights?: readonly { readonly atMs: number; readonly percent: number }[];
  /** Who stepped in, oldest first. Absent: nobody. */
  readonly interventions?: readonly Intervention[];
  /** When this was last written. */
  readonly savedAtMs: number;
}

export interface Intervention {
  readonly atMs: number;
  readonly kind: 'paused' | 'resumed' | 'promoted' | 'stop-requested';
  /** ARN of the principal. */
  readonly by: string;
}

/** Later ones are left out: somebody who plays with a deployment must not fill the store. */
export const interventionsMax = 100;

/** From a rollback's view the versions are the other way round. */
export interface ShiftTarget {
  /** As the AppSpec file has it: a name or an ARN. */
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  readonly hooks: { readonly before?: string; readonly after?: string };
}

export type RollbackLink =
  /** Of the deployment that is taken back; `isUndo`: because somebody asked for it. */
  | { readonly kind: 'rolled-back-by'; readonly deploymentId: string; readonly isUndo?: true }
  /** Of the one that takes it back. */
  | { readonly kind: 'rolls-back'; readonly deploymentId: string };
