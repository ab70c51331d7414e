/** Serin's own operations, as `docs/extensions.md` describes them. Moments are seconds since 1970. */

interface ById {
  readonly deploymentId: string;
}

interface Steered extends ById {
  readonly status: string;
}

export interface SerinOperations {
  readonly DescribeShift: { readonly input: ById; readonly output: ShiftDescription };
  readonly PauseDeployment: { readonly input: ById; readonly output: Steered };
  readonly ResumeDeployment: { readonly input: ById; readonly output: Steered };
  readonly PromoteDeployment: { readonly input: ById; readonly output: Steered };
  readonly UndoDeployment: { readonly input: ById; readonly output: ById };
  readonly ListShifts: {
    readonly input: {
      readonly limit?: number;
      readonly nextToken?: string;
      readonly status?: readonly string[];
      readonly functionName?: string;
    };
    readonly output: {
      readonly shifts: readonly ShiftSummary[];
      readonly nextToken?: string;
      readonly total: number;
    };
  };
  readonly DescribeShiftTimeline: { readonly input: ById; readonly output: ShiftTimeline };
  readonly DescribeVersionDifference: {
    readonly input: { readonly functionName: string; readonly fromVersion: string; readonly toVersion: string };
    readonly output: VersionDifference;
  };
}

export type ShiftPhase = 'created' | 'before' | 'shifting' | 'after' | 'settling' | 'ended';

export interface ShiftDescription extends Steered {
  readonly now: number;
  readonly phase: ShiftPhase;
  readonly isPaused: boolean;
  readonly functionName?: string;
  readonly functionAlias?: string;
  readonly currentVersion?: string;
  readonly targetVersion?: string;
  readonly targetVersionWeight: number;
  readonly plan: readonly PlannedStep[];
  readonly step?: number;
  readonly nextWeight?: number;
  readonly nextStepAt?: number;
  readonly endsAt?: number;
  readonly alarms: readonly string[];
  readonly undo:
    | { readonly isPossible: true; readonly until?: number }
    | { readonly isPossible: false; readonly reason: string };
}

export interface PlannedStep {
  readonly targetVersionWeight: number;
  readonly afterSeconds: number;
}

export interface ShiftSummary extends Steered {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly phase: ShiftPhase;
  readonly isPaused: boolean;
  readonly creator: string;
  readonly stackName?: string;
  readonly functionName?: string;
  readonly functionAlias?: string;
  readonly currentVersion?: string;
  readonly targetVersion?: string;
  readonly targetVersionWeight: number;
  readonly createTime: number;
  readonly startTime?: number;
  readonly completeTime?: number;
  readonly nextStepAt?: number;
  readonly endsAt?: number;
  readonly stepIndex?: number;
  readonly stepCount?: number;
  readonly isRollback: boolean;
  readonly rollbackOf?: string;
  readonly rolledBackBy?: string;
  readonly errorCode?: string;
  readonly reason?: string;
}

export type Tone = 'good' | 'bad' | 'plain';

export interface TimelineEntry {
  readonly at: number;
  readonly kind: 'stack' | 'traffic' | 'alarm' | 'deployment' | 'hook';
  readonly subject: string;
  readonly text: string;
  readonly tone: Tone;
}

export interface WeightChange {
  readonly at: number;
  readonly targetVersionWeight: number;
}

export interface ShiftTimeline {
  readonly entries: readonly TimelineEntry[];
  readonly weights: readonly WeightChange[];
  readonly reason?: string;
}

export interface VersionDifference {
  readonly configuration: readonly { readonly name: string; readonly from?: string; readonly to?: string }[];
  readonly files: readonly FileDifference[];
  readonly unchangedFileCount: number;
  readonly isTruncated: boolean;
}

export interface FileDifference {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly fromSize?: number;
  readonly toSize?: number;
  readonly isBinary: boolean;
  readonly isTooLarge: boolean;
  readonly diff?: string;
}
