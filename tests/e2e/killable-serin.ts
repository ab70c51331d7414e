/** The real program on a data folder that outlives it, so that a test can kill it and start it again. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));
/** Met by a program that hangs, never by one on a busy machine. */
const readyMaxMs = 180_000;

export interface KillableSerin extends AsyncDisposable {
  /** As `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly pid: number;
  /** What the program wrote so far to its error output. */
  errors(): string;
  isRunning(): boolean;
  /** Resident memory, in bytes. */
  memoryBytes(): number;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ends it as an operator would; resolves when the process is gone, with its exit code. */
  stop(): Promise<number | null>;
}

export interface Launch {
  readonly child: ChildProcess;
  /** Resolves with the endpoint once the program says that it serves. */
  readonly ready: Promise<string>;
  errors(): string;
}

/** `options`: further ones of `serin start`. */
export function launchSerin(dataFolder: string, options: readonly string[] = []): Launch {
  const child = spawn(process.execPath, [program, 'start', '--port', '0', '--data', dataFolder, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // Whoever kills the program while it starts does not wait for this.
  promise.catch(() => undefined);
  let output = '';
  let errors = '';
  const tooLate = setTimeout(() => reject(new Error(`Serin was not ready in time:\n${output}${errors}`)), readyMaxMs);
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    const endpoint = /^Serin is ready: (http:\S+)$/m.exec(output)?.[1];
    if (endpoint === undefined) return;
    clearTimeout(tooLate);
    resolve(endpoint);
  });
  child.once('exit', (code, signal) => {
    clearTimeout(tooLate);
    reject(new Error(`Serin ended with ${code ?? signal} before it was ready:\n${output}${errors}`));
  });
  return { child, ready: promise, errors: () => errors };
}

export async function startKillableSerin(dataFolder: string, options: readonly string[] = []): Promise<KillableSerin> {
  const { child, ready, errors } = launchSerin(dataFolder, options);
  const end = (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => endProcess(child, signal);
  let endpoint: string;
  try {
    endpoint = await ready;
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  const { pid } = child;
  if (pid === undefined) throw new Error('A program that serves has a process');
  return {
    endpoint,
    pid,
    errors,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    memoryBytes: () => residentBytes(pid),
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      return child.exitCode;
    },
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  };
}

export async function endProcess(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

export interface ClientEnvironment {
  readonly AWS_ENDPOINT_URL: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_REGION: string;
}

/** What `serin env --json` prints for the platform that runs on the folder. */
export async function readEnvironment(dataFolder: string): Promise<ClientEnvironment> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'env', '--json', '--data', dataFolder]);
  // The command's own tests hold its form; a variable that is missing fails the first request.
  return JSON.parse(stdout) as ClientEnvironment;
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** Processes that hold the text in their command or environment: those that a platform on that folder left. */
export function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => ['cmdline', 'environ'].some((file) => readOrNothing(`/proc/${name}/${file}`).includes(text)))
    .map(Number);
}

/** Processes come and go while one looks. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
