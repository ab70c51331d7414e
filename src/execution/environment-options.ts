/** What an execution environment is made of. */
import type { Confinement } from './confinement.ts';
import type { ExecutionSurroundings, VersionSpec } from './execution-host.ts';
import type { FaultSource } from './injected-fault.ts';
import type { Launch } from './launch.ts';
import type { Placement } from './placement.ts';
import type { InitializationType } from './platform-lines.ts';
import type { RuntimeProcess, StartProcess } from './runtime-process.ts';
import type { RuntimeEntry } from './runtimes.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';

/** What all environments of a host share. */
export interface EnvironmentSetting {
  readonly clock: Clock;
  readonly random: Random;
  readonly surroundings: ExecutionSurroundings;
  readonly startProcess: StartProcess;
  readonly faults: FaultSource | undefined;
}

export interface EnvironmentOptions {
  readonly spec: VersionSpec;
  readonly entry: RuntimeEntry;
  readonly initializationType: InitializationType;
  readonly launch: Launch;
  /** A folder for this environment alone, which goes with it. */
  readonly folder: string;
  /** What of it is the function's own: AWS's `/tmp`. */
  readonly tmpFolder: string;
  readonly placement: Placement;
  readonly confinement: Confinement;
  /** A process that waits for its function, confined there. */
  readonly preStarted: RuntimeProcess | undefined;
}
