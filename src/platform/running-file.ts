/** How the command line finds a running platform: a file in its data folder, written once it serves. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RunningPlatform {
  readonly endpoint: string;
  /** Of the web console, with its token. */
  readonly consoleUrl?: string;
  readonly region: string;
  readonly account: string;
  readonly pid: number;
}

const fileName = 'running.json';

export function writeRunningFile(dataFolder: string, running: RunningPlatform): void {
  const file = join(dataFolder, fileName);
  writeFileSync(`${file}.new`, `${JSON.stringify(running)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeRunningFile(dataFolder: string): void {
  rmSync(join(dataFolder, fileName), { force: true });
}

/** What the last start wrote; it may have been killed since. `undefined`: none did, or it ended in order. */
export function readRunningFile(dataFolder: string): RunningPlatform | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dataFolder, fileName), 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const fields: Readonly<Record<string, unknown>> = { ...value };
    const text = (name: string): string => String(fields[name] ?? '');
    return {
      endpoint: text('endpoint'),
      ...(typeof fields['consoleUrl'] === 'string' && { consoleUrl: fields['consoleUrl'] }),
      region: text('region'),
      account: text('account'),
      pid: Number(fields['pid']),
    };
  } catch {
    // Absent or half of another program's: either way it names no platform.
    return undefined;
  }
}
