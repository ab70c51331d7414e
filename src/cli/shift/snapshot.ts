/** What the command line knows of a deployment at one moment. Moments end in `At`, in epoch milliseconds. */
import type { ShiftPhase } from '../extension-operations.ts';

export interface Snapshot {
  /** Of the platform's clock, which may run faster than the wall's. */
  readonly observedAt: number;
  /** Nothing is going to change any more: neither the deployment nor its rollback runs. */
  readonly isFinal: boolean;
  readonly deployment: DeploymentView;
  /** The deployment that takes the traffic back. */
  readonly rollback?: DeploymentView;
}

export interface DeploymentView {
  readonly deploymentId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentConfigName: string;
  readonly status: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly completedAt?: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly messages: readonly string[];
  readonly rolledBackBy?: string;
  readonly rollsBack?: string;
  /** Absent until the AppSpec file was read. */
  readonly target?: ShiftTarget;
  /** Share of the target version. */
  readonly weightPercent: number;
  readonly phase: ShiftPhase;
  readonly isPaused: boolean;
  readonly plan: readonly { readonly weightPercent: number; readonly afterSeconds: number }[];
  /** Where in the plan it is. */
  readonly step?: number;
  readonly nextWeightPercent?: number;
  readonly nextStepAt?: number;
  readonly endsAt?: number;
  readonly lifecycleEvents: readonly LifecycleEventView[];
  readonly versions: readonly VersionMetrics[];
  readonly alarms: readonly AlarmView[];
}

export interface ShiftTarget {
  readonly functionName: string;
  readonly functionAlias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
}

export interface LifecycleEventView {
  readonly name: string;
  readonly status: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

export interface AlarmView {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`; `MISSING`: there is no such alarm. */
  readonly state: string;
  readonly reason: string;
}

/** Of the calls through the alias, from the minute in which the deployment started on. */
export interface VersionMetrics {
  readonly version: string;
  readonly role: 'current' | 'target';
  readonly invocations: number;
  readonly errors: number;
  /** Of the newest minute that has calls. */
  readonly p99Ms?: number;
}

export const hasEnded = ({ status }: Pick<DeploymentView, 'status'>): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Stopped';

/** For programs: one line, moments in ISO 8601. */
export function formatJson(value: object): string {
  return JSON.stringify(value, (key, member: unknown) =>
    key.endsWith('At') && typeof member === 'number' ? new Date(member).toISOString() : member,
  );
}
