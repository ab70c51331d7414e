import os from 'node:os';

/** The port through which the host learns how much memory the machine has left. */
export interface MachineMemory {
  /** All of it, in MiB. */
  readonly totalMiB: number;
  /** What programs can still take without others being hurt, in MiB. */
  availableMiB(): number;
}

const bytesPerMiB = 1024 * 1024;

/** This machine's memory, or that of the control group that Serin runs in, where that is less. */
export const systemMemory: MachineMemory = {
  get totalMiB() {
    const constrained = process.constrainedMemory();
    const bytes = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
    return Math.floor(bytes / bytesPerMiB);
  },
  availableMiB: () => Math.floor(process.availableMemory() / bytesPerMiB),
};
