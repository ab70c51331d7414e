import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./runtimes/reaper.sh', import.meta.url));

/**
 * Makes sure that no execution environment outlives Serin, even when Serin is killed: a small shell
 * that waits for Serin's end of a pipe to close, and then kills the process groups that it was told
 * of, with whoever is in the control groups, and removes the folders. One for all environments, whatever they run, and in a session of its
 * own, so that what ends Serin from a terminal does not end it.
 *
 * What leaves its process group, as a daemon does, is found by its control group or ends with its
 * namespace; where there is neither, it is not found.
 */
export class Reaper {
  readonly #folders: readonly string[];
  readonly #groups = new Set<number>();
  #process: ChildProcess;
  #closing = false;

  /** `controlGroups`: folders of control groups, those of environments below each. */
  constructor(folder: string, controlGroups: readonly string[] = []) {
    this.#folders = [folder, ...controlGroups];
    this.#process = this.#start();
  }

  add(group: number): void {
    this.#groups.add(group);
    this.#tell(`+ ${group}\n`);
  }

  remove(group: number): void {
    if (this.#groups.delete(group)) this.#tell(`- ${group}\n`);
  }

  /** Lets it do its work now: kills what is left and removes the folder. */
  async close(): Promise<void> {
    this.#closing = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.once('exit', () => resolve());
    // Now it is waited for.
    this.#process.ref();
    this.#process.stdin?.end();
    await promise;
  }

  #tell(line: string): void {
    this.#process.stdin?.write(line);
  }

  #start(): ChildProcess {
    const child = spawn('/bin/sh', [script, ...this.#folders], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
    });
    // Neither the shell nor its pipe keeps a Serin alive that has nothing else to do.
    child.unref();
    if (child.stdin !== null && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
    // A write to a shell that has just died; its exit starts another.
    child.stdin?.on('error', () => child.stdin?.destroy());
    child.once('exit', () => {
      if (this.#closing) return;
      this.#process = this.#start();
      for (const group of this.#groups) this.#tell(`+ ${group}\n`);
    });
    return child;
  }
}
