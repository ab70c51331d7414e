/** A deployment group as Serin keeps it: how deployments to it are run and watched. */
import { formatArn } from '../../../aws/arn.ts';
import type { Tag } from './application.ts';
import type { Owner } from './keys.ts';

export interface GroupRecord extends Owner {
  readonly applicationId: string;
  readonly name: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly serviceRoleArn: string;
  /** Absent: the default of the compute platform. */
  readonly deploymentConfigName?: string;
  readonly alarms?: AlarmSettings;
  readonly autoRollback?: AutoRollbackSettings;
  readonly triggers: readonly Trigger[];
  readonly tags: readonly Tag[];
}

export interface AlarmSettings {
  readonly enabled: boolean;
  readonly ignorePollAlarmFailure: boolean;
  readonly names: readonly string[];
}

export interface AutoRollbackSettings {
  readonly enabled: boolean;
  readonly events: readonly AutoRollbackEvent[];
}

export type AutoRollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

export interface Trigger {
  readonly name: string;
  readonly targetArn: string;
  /** `TriggerEventType`s. */
  readonly events: readonly string[];
}

export const groupArn = (
  { region, account }: Owner,
  { applicationName, groupName }: { readonly applicationName: string; readonly groupName: string },
): string =>
  formatArn({ service: 'codedeploy', region, account, resource: `deploymentgroup:${applicationName}/${groupName}` });

/** What a group is doing and did last. */
export interface GroupActivity {
  /** The deployment that runs. */
  readonly activeDeploymentId?: string;
  readonly lastAttempted?: string;
  readonly lastSuccessful?: string;
  /** `revisionId` of the last deployment's revision. */
  readonly targetRevisionId?: string;
  /** The group is gone; what still runs for it brings its traffic to where it is safe. */
  readonly isGroupDeleted?: true;
}
