/** What to start for a version: our bootstrap with an interpreter, or the package's own. */
import { createHash } from 'node:crypto';
import { constants, promises as fs } from 'node:fs';
import path from 'node:path';
import type { VersionSpec } from './execution-host.ts';
import type { PlatformFailure } from './function-errors.ts';
import type { FunctionPlaces, Placement } from './placement.ts';
import type { RuntimeVersion } from './platform-lines.ts';
import type { RuntimeEntry } from './runtimes.ts';

export type Launch =
  | {
      readonly kind: 'start';
      readonly command: string;
      readonly args: readonly string[];
      readonly protocol: 'frames' | 'runtime-api';
    }
  | { readonly kind: 'refused'; readonly failure: PlatformFailure };

export async function planLaunch(spec: VersionSpec, entry: RuntimeEntry, placement: Placement): Promise<Launch> {
  if (entry.kind === 'unavailable') return refuse(entry.reason);
  const { places } = placement;
  if (entry.family === 'provided' || places.interpreter === undefined) return await planCustom(placement);
  const bootstrap = path.join(places.runtimeFolder, entry.family === 'python' ? 'bootstrap.py' : 'bootstrap.cjs');
  const flags = entry.family === 'python' ? pythonFlags : nodeFlags(spec, entry);
  const command = [places.interpreter, ...flags, bootstrap];
  return { kind: 'start', protocol: 'frames', ...wrap(command, spec, places) };
}

async function planCustom({ places, locate }: Placement): Promise<Launch> {
  for (const folder of [places.taskFolder, places.optFolder]) {
    const program = path.join(folder, 'bootstrap');
    const bootstrap = locate(program) ?? program;
    const stat = await fs.stat(bootstrap).catch(() => undefined);
    if (stat === undefined || stat.isDirectory()) continue;
    const place = folder === places.taskFolder ? '/var/task' : '/opt';
    // Root may run what it may not execute, and the answer is the same for every user.
    const executableBits = constants.S_IXUSR | constants.S_IXGRP | constants.S_IXOTH;
    if ((stat.mode & executableBits) === 0) return refuse(`fork/exec ${place}/bootstrap: permission denied`);
    const head = await readHead(bootstrap);
    if (!isExecutableFormat(head)) return refuse(`fork/exec ${place}/bootstrap: exec format error`);
    const interpreter = /^#! *([^ \t\n\0]+)/.exec(head.toString('latin1'))?.[1];
    if (interpreter !== undefined && !(await isThere(locate(interpreter)))) {
      return refuse(`fork/exec ${place}/bootstrap: no such file or directory`);
    }
    return { kind: 'start', protocol: 'runtime-api', command: program, args: [] };
  }
  return refuse("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
}

/** The machine in an ELF header, for the processors that Lambda has. */
const elfMachines: Readonly<Record<string, number>> = { x64: 0x3e, arm64: 0xb7 };

/**
 * Whether the system can run the file as it is: a script that names its interpreter, or a program for
 * this processor. Starting any other, Node would have a shell read it, which AWS does not.
 */
function isExecutableFormat(head: Buffer): boolean {
  if (head.toString('latin1', 0, 2) === '#!') return true;
  const isElf = head.toString('latin1', 0, 4) === '\x7fELF';
  if (!isElf) return process.platform === 'darwin' && head.readUInt32LE(0) === machO;
  const machine = elfMachines[process.arch];
  return machine === undefined || head.readUInt16LE(18) === machine;
}

/** As much as holds the line that names a script's interpreter; zeros after the file's end. */
async function readHead(file: string): Promise<Buffer> {
  await using handle = await fs.open(file);
  const head = Buffer.alloc(256);
  await handle.read(head, 0, head.length, 0);
  return head;
}

async function isThere(file: string | undefined): Promise<boolean> {
  if (file === undefined) return false;
  return await fs.access(file).then(
    () => true,
    () => false,
  );
}

/** The first bytes of a macOS program. */
const machO = 0xfeedfacf;

function refuse(reason: string): Launch {
  return { kind: 'refused', failure: { errorType: 'Runtime.InvalidEntrypoint', reason } };
}

/** The code folder is shared and read-only on AWS: no compiled files are left in it. */
const pythonFlags = ['-B'];

/**
 * The heap's limits in AWS's proportions, so that garbage does not pile up past the memory size; and
 * on runtimes before 24 no ES modules by guess, which AWS turns off there.
 */
function nodeFlags(spec: VersionSpec, entry: RuntimeEntry & { readonly kind: 'available' }): readonly string[] {
  const flags = [`--max-old-space-size=${Math.floor(spec.memoryMiB * 0.9)}`];
  const semiSpaceMiB = Math.floor(spec.memoryMiB * 0.05);
  if (semiSpaceMiB < 16) flags.push(`--max-semi-space-size=${Math.max(1, semiSpaceMiB)}`);
  const binaryMajor = Number.parseInt(entry.version ?? '', 10);
  if (Number(entry.major) < 24 && binaryMajor >= 22) {
    flags.push('--no-experimental-detect-module', '--no-experimental-require-module');
  }
  return flags;
}

/**
 * A wrapper script (AWS_LAMBDA_EXEC_WRAPPER) is started in the runtime's place, with the runtime's
 * command as its arguments. The shell gives exit status 127 where there is none, as on AWS.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html
 */
function wrap(
  command: readonly string[],
  spec: VersionSpec,
  { taskFolder, optFolder }: FunctionPlaces,
): { readonly command: string; readonly args: readonly string[] } {
  const wrapper = spec.environment['AWS_LAMBDA_EXEC_WRAPPER'];
  const [file = '', ...args] = command;
  if (wrapper === undefined) return { command: file, args };
  const script = wrapper.replace(/^\/opt\//, `${optFolder}/`).replace(/^\/var\/task\//, `${taskFolder}/`);
  return { command: '/bin/sh', args: ['-c', 'exec "$@"', 'sh', script, ...command] };
}

/** Go's words for why a program could not be started, as AWS's texts hold them. */
export function startFailure(error: unknown): PlatformFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = startErrors[code] ?? (error instanceof Error ? error.message : String(error));
  return { errorType: 'Runtime.InvalidEntrypoint', reason: `fork/exec /var/task/bootstrap: ${words}` };
}

const startErrors: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'no such file or directory',
  ENOEXEC: 'exec format error',
};

/** The version of the runtime as INIT_START tells it. Its ARN is stable for the same interpreter. */
export function runtimeVersion(spec: VersionSpec, entry: RuntimeEntry): RuntimeVersion {
  const interpreter = entry.kind === 'available' ? (entry.version ?? '') : '';
  const hash = createHash('sha256').update(`${spec.runtime} ${interpreter}`).digest('hex');
  return { name: `${entry.family}:${entry.major}.v1`, arn: `arn:aws:lambda:${spec.region}::runtime:${hash}` };
}
