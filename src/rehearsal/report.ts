/**
 * What a rehearsal found out, as `serin rehearse --report json` prints it and `docs/rehearsal.md`
 * describes it. Members are added, and none is renamed or taken away within a `schema`.
 *
 * Durations are the platform's, which runs faster than the wall's; names end in their unit. `atSeconds`
 * counts from the moment at which the update of the stack began.
 */
export interface RehearsalReport {
  readonly schema: 'serin.rehearsal.v1';
  readonly verdict: Verdict;
  /** What `--expect` asked for, or that a rehearsal without a fault is to be promoted. */
  readonly expected?: 'promoted' | 'rolledBack';
  /** Whether the exit code is 0. */
  readonly isPassed: boolean;
  /** One sentence for people. */
  readonly summary: string;
  readonly template: string;
  readonly stack: StackReport;
  readonly region: string;
  readonly baseline: BaselineReport;
  readonly fault?: FaultReport;
  readonly traffic: TrafficReport;
  readonly speed: number;
  /** Of the wall's time, from the command to the report. */
  readonly tookSeconds: number;
  /** An alias each that CodeDeploy shifts. */
  readonly shifts: readonly ShiftReport[];
  readonly alarms: readonly AlarmReport[];
  readonly timeline: readonly TimelineEntry[];
  readonly advice: readonly Advice[];
}

/** `failed`: neither; the stack could not be deployed, or did not come to an end. */
export type Verdict = 'promoted' | 'rolledBack' | 'failed';

export interface StackReport {
  readonly name: string;
  /** As CloudFormation has it, `UPDATE_COMPLETE`. */
  readonly status: string;
  /** Why it was not completed: the first failure that it met. */
  readonly reason?: string;
}

export interface BaselineReport {
  readonly kind: 'revision' | 'folder' | 'template' | 'same';
  readonly description: string;
  /** Whether the template's code was changed, without a change of meaning, so that there is something to shift. */
  readonly isCodeMarked: boolean;
}

export interface FaultReport {
  readonly text: string;
  readonly errorsPercent: number;
  readonly latencyMs: number;
}

export interface TrafficReport {
  /** What was asked for, for each alias. */
  readonly requestsPerSecond: number;
  /** What the machine bore. */
  readonly achievedPerSecond: number;
  readonly requests: number;
  /** Requests that the platform refused without asking a function, as when it is throttled. */
  readonly refused: number;
}

export interface ShiftReport {
  /** Logical ID of the alias. */
  readonly resource: string;
  /** Logical ID of the function, where the template has it. */
  readonly functionResource?: string;
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion?: string;
  readonly outcome: 'promoted' | 'rolledBack' | 'notShifted' | 'stuck';
  readonly deploymentConfig?: string;
  readonly deployments: readonly DeploymentReport[];
  /** Requests that the target version answered until it had no traffic any more, or had all of it. */
  readonly exposure: ExposureReport;
  /** The alarm that stopped it: its logical ID, or its name where the template has none. */
  readonly detectedBy?: string;
  /** From the first bad request to the alarm. */
  readonly detectSeconds?: number;
  /** From the first bad request to the moment at which all traffic was back. */
  readonly restoreSeconds?: number;
  readonly versions: readonly VersionReport[];
  readonly weights: readonly WeightReport[];
}

export interface DeploymentReport {
  readonly deploymentId: string;
  readonly status: string;
  readonly isRollback: boolean;
  readonly error?: string;
  readonly lifecycleEvents: readonly LifecycleEventReport[];
}

export interface LifecycleEventReport {
  readonly name: string;
  readonly status: string;
  readonly hook?: string;
  readonly seconds?: number;
}

export interface ExposureReport {
  readonly requests: number;
  readonly errors: number;
  /** Of all requests of the alias in that time. */
  readonly sharePercent: number;
  readonly firstAtSeconds?: number;
  readonly lastAtSeconds?: number;
}

export interface VersionReport {
  readonly version: string;
  readonly role: 'current' | 'target';
  readonly requests: number;
  readonly errors: number;
  /** Of CloudWatch's `Duration`. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

export interface WeightReport {
  readonly atSeconds: number;
  readonly targetPercent: number;
}

export interface AlarmReport {
  readonly name: string;
  /** Logical ID, where it is the template's own. */
  readonly resource?: string;
  readonly state: string;
  /** Whether a deployment group looks at it. */
  readonly isWatched: boolean;
  readonly firstAlarmAtSeconds?: number;
}

export interface TimelineEntry {
  readonly atSeconds: number;
  readonly kind: 'stack' | 'traffic' | 'alarm' | 'deployment' | 'hook';
  /** Logical ID, where the template has it. */
  readonly subject: string;
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
}

export interface Advice {
  /** Stays the same, for those who want to ignore one. */
  readonly code: string;
  /** `blind`: a fault would not be noticed; `slow`: late; `note`: worth knowing. */
  readonly severity: 'blind' | 'slow' | 'note';
  /** Logical ID of the resource that is to be mended. */
  readonly resource: string;
  readonly finding: string;
  readonly mend: string;
}
