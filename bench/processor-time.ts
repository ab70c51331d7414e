import { readdirSync, readFileSync } from 'node:fs';

/** As Linux counts in `/proc`, whatever its kernel does. */
const ticksPerSecond = 100;

/** Processor time so far in ms of one process. */
export function processorTimeOf(pid: number): number {
  return timeOf(`/proc/${pid}`);
}

/** Processor time so far in ms: of a program's threads, of the processes below it, and of this one. */
export function processorTime(pid: number): Record<string, number> {
  const times: Record<string, number> = {};
  const add = (name: string, ms: number): void => void (times[name] = (times[name] ?? 0) + ms);
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const name = Number(task) === pid ? "Serin's main thread" : `Serin's other threads`;
    add(name, timeOf(`/proc/${pid}/task/${task}`));
  }
  for (const child of descendantsOf(pid)) add('execution environments', timeOf(`/proc/${child}`));
  add('the caller', timeOf('/proc/self'));
  return times;
}

function timeOf(place: string): number {
  const fields = statOf(place);
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** The fields behind the command's name, which may hold anything. */
function statOf(place: string): string[] {
  try {
    return readFileSync(`${place}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ');
  } catch {
    // It has ended meanwhile.
    return Array.from({ length: 20 }, () => '0');
  }
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(`/proc/${name}`)[1]));
  }
  const below = new Set([pid]);
  // A child's number may be lower than its parent's where numbers have come round.
  for (let size = 0; size !== below.size;) {
    size = below.size;
    for (const [child, parent] of parents) if (below.has(parent)) below.add(child);
  }
  below.delete(pid);
  return [...below];
}
