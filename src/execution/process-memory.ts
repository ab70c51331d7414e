import { readFileSync } from 'node:fs';

export interface ProcessMemory {
  /** The most that has been resident at once, shared pages included. */
  readonly peakKiB: number;
  /** What is resident now and is the process's own. */
  readonly ownKiB: number;
}

/**
 * Reads how much memory a process holds. `undefined` where the system does not tell (only Linux
 * has `/proc`) or the process is gone.
 */
export function readProcessMemory(pid: number): ProcessMemory | undefined {
  let status: string;
  try {
    // The kernel makes this up on the spot: no disk is waited for.
    status = readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return undefined;
  }
  const peakKiB = field(status, '\nVmHWM:');
  // A zombie has no memory left to tell of.
  if (peakKiB === undefined) return undefined;
  return { peakKiB, ownKiB: (field(status, '\nRssAnon:') ?? 0) + (field(status, '\nRssShmem:') ?? 0) };
}

function field(status: string, name: string): number | undefined {
  const at = status.indexOf(name);
  return at === -1 ? undefined : Number.parseInt(status.slice(at + name.length), 10);
}
