/** The real program, started as a user starts it: `serin start` in a process and a folder of its own. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('../bin/serin.js', import.meta.url));
const startMaxMs = 180_000;

export interface SerinProgram extends AsyncDisposable {
  /** As `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly dataFolder: string;
  /** What `serin env --json` printed. */
  readonly environment: ClientEnvironment;
  /** The arguments with which Node runs `serin exec` against this platform. */
  readonly execArguments: readonly string[];
  /** What the program wrote so far, both streams. */
  output(): string;
}

export interface ClientEnvironment {
  readonly AWS_ENDPOINT_URL: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_REGION: string;
}

/** `extra`: options of `serin start` beside port and data folder. */
export async function startSerin(extra: readonly string[] = []): Promise<SerinProgram> {
  await using stack = new AsyncDisposableStack();
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-program-'));
  stack.defer(() => rmSync(dataFolder, { recursive: true, force: true }));
  const child = spawn(process.execPath, [program, 'start', '--port', '0', '--data', dataFolder, ...extra], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  stack.defer(() => stop(child));
  let output = '';
  const endpoint = await new Promise<string>((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error(`Serin was not ready in time:\n${output}`)), startMaxMs);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const ready = /^Serin is ready: (http:\S+)$/m.exec(output)?.[1];
      if (ready === undefined) return;
      clearTimeout(tooLate);
      resolve(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`Serin ended with ${code} before it was ready:\n${output}`)));
  });
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'env', '--json', '--data', dataFolder]);
  // The command's own tests hold its form; a variable that is missing fails the first request.
  const environment = JSON.parse(stdout) as ClientEnvironment;
  const started = stack.move();
  return {
    endpoint,
    dataFolder,
    environment,
    execArguments: [program, 'exec', '--data', dataFolder, '--'],
    output: () => output,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
