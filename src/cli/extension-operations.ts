/** Serin's own operations on deployments, as `docs/extensions.md` describes them. Moments travel as seconds. */

interface ById {
  readonly deploymentId: string;
}

interface Steered extends ById {
  readonly status: string;
}

export interface ExtensionOperations {
  readonly DescribeShift: { readonly input: ById; readonly output: ShiftDescription };
  readonly PauseDeployment: { readonly input: ById; readonly output: Steered };
  readonly ResumeDeployment: { readonly input: ById; readonly output: Steered };
  readonly PromoteDeployment: { readonly input: ById; readonly output: Steered };
  readonly UndoDeployment: { readonly input: ById; readonly output: ById };
}

export interface ShiftDescription extends Steered {
  readonly now: Date;
  readonly phase: ShiftPhase;
  readonly isPaused: boolean;
  readonly functionName?: string;
  readonly functionAlias?: string;
  readonly currentVersion?: string;
  readonly targetVersion?: string;
  readonly targetVersionWeight: number;
  readonly plan: readonly { readonly targetVersionWeight: number; readonly afterSeconds: number }[];
  readonly step?: number;
  readonly nextWeight?: number;
  readonly nextStepAt?: Date;
  readonly endsAt?: Date;
  readonly alarms: readonly string[];
  readonly undo:
    | { readonly isPossible: true; readonly until?: Date }
    | { readonly isPossible: false; readonly reason: string };
}

export type ShiftPhase = 'created' | 'before' | 'shifting' | 'after' | 'settling' | 'ended';
