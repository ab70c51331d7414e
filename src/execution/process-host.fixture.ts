/** What the tests of running functions share: a host with a recorded log, and small packages. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spellOut } from '../aws/line-form.ts';
import type { ExecutionHost, Invocation, InvocationOutcome, LogLine, VersionSpec } from './execution-host.ts';
import { findBubblewrap } from './isolation.ts';
import type { Isolation } from './isolation.ts';
import type { Sandbox } from './sandbox.ts';
import { createProcessHost } from './process-host.ts';
import type { ProcessHostOptions } from './process-host.ts';
import { createRuntimeCatalogue } from './runtimes.ts';
import { systemRandom } from '../time/random.ts';
import { SystemClock } from '../time/system-clock.ts';
import { versionSpec } from './version-spec.fixture.ts';

export const runtimes = createRuntimeCatalogue({ searchPath: process.env['PATH'] ?? '' });

const bubblewrap = await findBubblewrap({ searchPath: process.env['PATH'] ?? '', hidden: [] });

/** What this machine has: tests of isolation run with each. */
export const isolations: readonly Isolation[] = [
  { kind: 'process' },
  ...(bubblewrap.kind === 'available' ? [{ kind: 'bubblewrap' as const, sandbox: withNode(bubblewrap.sandbox) }] : []),
];

/** Custom runtimes of the tests are scripts for this Node. */
function withNode(sandbox: Sandbox): Sandbox {
  return { ...sandbox, system: [...sandbox.system, process.execPath] };
}

/** SERIN_TEST_ISOLATION=bubblewrap runs in namespaces what does not ask for an isolation. */
function usualIsolation(): Isolation {
  return isolations.find(({ kind }) => kind === process.env['SERIN_TEST_ISOLATION']) ?? { kind: 'process' };
}

export interface Answer {
  readonly outcome: InvocationOutcome;
  /** The payload, parsed. */
  readonly body: unknown;
  readonly error: { readonly errorType?: string; readonly errorMessage?: string; readonly trace?: readonly string[] };
}

/** A host in a folder of its own, with everything that it logged. */
export class HostFixture implements AsyncDisposable {
  readonly host: ExecutionHost;
  readonly #written: LogLine[] = [];
  readonly folder: string;
  #requests = 0;
  #packages = 0;

  constructor(options: Partial<ProcessHostOptions> = {}) {
    this.folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'serin-execution-')));
    this.host = createProcessHost({
      clock: new SystemClock(),
      random: systemRandom,
      runtimes,
      workFolder: path.join(this.folder, 'work'),
      isolation: usualIsolation(),
      surroundings: {
        awsEndpointUrl: 'http://127.0.0.1:4566',
        writeLog: (line) => this.#written.push(line),
        credentials: async () => ({
          accessKeyId: 'ASIAEXAMPLE',
          secretAccessKey: 'secret',
          sessionToken: 'token',
          expiresAtMs: Infinity,
        }),
      },
      ...options,
    });
  }

  /** Every line so far. */
  get lines(): readonly LogLine[] {
    return this.#written.flatMap((line) => spellOut(line).map((spelled) => ({ ...line, ...spelled })));
  }

  /** A package with these files; a file named bootstrap is executable. */
  pack(files: Readonly<Record<string, string>>): string {
    this.#packages += 1;
    const folder = path.join(this.folder, `package-${this.#packages}`);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      if (name === 'bootstrap') chmodSync(file, 0o755);
    }
    return folder;
  }

  /** A version whose package holds these files. */
  version(files: Readonly<Record<string, string>>, members: Partial<VersionSpec> = {}): VersionSpec {
    const codePath = this.pack(files);
    return versionSpec({ key: codePath, codePath, timeoutMs: 20_000, ...members });
  }

  /** A Node function with this source as its `index.js`. */
  node(source: string, members: Partial<VersionSpec> = {}): VersionSpec {
    return this.version({ 'index.js': source }, members);
  }

  async invoke(spec: VersionSpec, event: unknown = {}, members: Partial<Invocation> = {}): Promise<Answer> {
    this.#requests += 1;
    const outcome = await this.host.invoke(spec, {
      requestId: `request-${this.#requests}`,
      payload: Buffer.from(JSON.stringify(event)),
      invokedFunctionArn: `${spec.functionArn}:live`,
      wantsLogTail: true,
      ...members,
    });
    const text = Buffer.from(outcome.payload).toString();
    // An answer that was streamed is nobody's payload.
    const body: unknown = text === '' ? {} : JSON.parse(text);
    // What is wrong in shape fails the assertion that reads it.
    return { outcome, body, error: body as Answer['error'] };
  }

  /** What was logged, a text for each line. */
  get log(): readonly string[] {
    return this.lines.map(({ message }) => message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a process is there and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves once the condition holds: for what another process does in its own time. */
export async function until(condition: () => boolean): Promise<void> {
  const clock = new SystemClock();
  while (!condition()) await new Promise<void>((resolve) => void clock.setRealTimer(5, resolve));
}
