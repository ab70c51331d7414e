/**
 * Which runtimes can run on this machine, with what, and for the others why not.
 *
 * Functions for Node run with the Node that runs Serin, those for Python with the interpreter of
 * their minor version or else with `python3`, unless a binary is configured. Custom runtimes bring
 * their own. No other language's runtime is part of Serin.
 */
import { execFile } from 'node:child_process';
import { constants, promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export type RuntimeFamily = 'nodejs' | 'python' | 'provided' | 'java' | 'ruby' | 'dotnet' | 'other';

interface RuntimeName {
  /** As `nodejs22.x`. */
  readonly runtime: string;
  readonly family: RuntimeFamily;
  /** The version within the family: `22`, `3.12`, `al2023`. */
  readonly major: string;
}

/** Plain data, so that it can be handed to another thread. */
export type RuntimeEntry = RuntimeName &
  (
    | {
        readonly kind: 'available';
        /** The interpreter; custom runtimes have none. */
        readonly binary?: string;
        /** The interpreter's own version, as `24.1.0`. */
        readonly version?: string;
      }
    | { readonly kind: 'unavailable'; readonly reason: string }
  );

/** Answers for one runtime name; looks at the machine when a runtime is first asked for. */
export interface RuntimeCatalogue {
  /** For a name that nobody knows, an entry that says so. */
  find(runtime: string): Promise<RuntimeEntry>;
  /** `undefined`: it runs here. Otherwise why it does not, and what to do. */
  whyUnavailable(runtime: string): Promise<string | undefined>;
}

/** Every runtime that Lambda has had since its current generations, for the report of what runs here. */
const runtimeNames: readonly string[] = (
  'nodejs16.x nodejs18.x nodejs20.x nodejs22.x nodejs24.x ' +
  'python3.8 python3.9 python3.10 python3.11 python3.12 python3.13 python3.14 ' +
  'provided.al2 provided.al2023 ' +
  'java8.al2 java11 java17 java21 java25 ruby3.2 ruby3.3 ruby3.4 dotnet6 dotnet8 dotnet10'
).split(' ');

export interface RuntimeOptions {
  /** The search path for interpreters, as the environment variable `PATH`. */
  readonly searchPath: string;
  /**
   * Binaries to run a runtime's functions with, as `{ 'nodejs22.x': '/opt/node22/bin/node' }`.
   * @default the Node that runs Serin; the Pythons on the search path
   */
  readonly runtimeBinaries?: Readonly<Record<string, string>>;
}

/** Looks at what this machine has for every runtime; runs each Python that it finds to learn its version. */
export async function discoverRuntimes(options: RuntimeOptions): Promise<readonly RuntimeEntry[]> {
  const catalogue = createRuntimeCatalogue(options);
  return await Promise.all(runtimeNames.map((runtime) => catalogue.find(runtime)));
}

/**
 * Running a Python to learn its version takes as long as a start of Serin does, so it is done when a
 * runtime is first asked for, and once.
 */
export function createRuntimeCatalogue(options: RuntimeOptions): RuntimeCatalogue {
  const entries = new Map<string, Promise<RuntimeEntry>>();
  let anyPython: Promise<Interpreter | undefined> | undefined;
  const findAnyPython = (): Promise<Interpreter | undefined> =>
    (anyPython ??= inspectPython('python3', options.searchPath));
  const find = (runtime: string): Promise<RuntimeEntry> => {
    const known = entries.get(runtime);
    if (known !== undefined) return known;
    const entry = runtimeNames.includes(runtime)
      ? describeRuntime(runtime, options, findAnyPython)
      : Promise.resolve(unknownRuntime(runtime));
    entries.set(runtime, entry);
    return entry;
  };
  return {
    find,
    async whyUnavailable(runtime) {
      const entry = await find(runtime);
      return entry.kind === 'available' ? undefined : entry.reason;
    },
  };
}

function unknownRuntime(runtime: string): RuntimeEntry {
  return { ...parseRuntime(runtime), kind: 'unavailable', reason: notPartOfSerin(runtime) };
}

async function describeRuntime(
  runtime: string,
  options: RuntimeOptions,
  findAnyPython: () => Promise<Interpreter | undefined>,
): Promise<RuntimeEntry> {
  const name = parseRuntime(runtime);
  const configured = options.runtimeBinaries?.[runtime];
  switch (name.family) {
    case 'provided':
      return { ...name, kind: 'available' };
    case 'nodejs': {
      if (configured === undefined) {
        return { ...name, kind: 'available', binary: process.execPath, version: process.versions.node };
      }
      const version = await ask(configured, ['-p', 'process.versions.node'], options.searchPath);
      if (version === undefined) return { ...name, kind: 'unavailable', reason: doesNotRun(runtime, configured) };
      return { ...name, kind: 'available', binary: configured, version };
    }
    case 'python': {
      const interpreter = await inspectPython(configured ?? `python${name.major}`, options.searchPath);
      const found = interpreter ?? (configured === undefined ? await findAnyPython() : undefined);
      if (found !== undefined) return { ...name, kind: 'available', ...found };
      const reason = configured === undefined ? pythonMissing(runtime) : doesNotRun(runtime, configured);
      return { ...name, kind: 'unavailable', reason };
    }
    case 'java':
    case 'ruby':
    case 'dotnet':
    case 'other':
      return { ...name, kind: 'unavailable', reason: notPartOfSerin(runtime) };
  }
}

function parseRuntime(runtime: string): RuntimeName {
  const match = /^(nodejs|python|provided\.|java|ruby|dotnet)(.*?)(?:\.x)?$/.exec(runtime);
  const family = families.find((family) => family === match?.[1]?.replace('.', '')) ?? 'other';
  return { runtime, family, major: match?.[2] ?? '' };
}

const families: readonly RuntimeFamily[] = ['nodejs', 'python', 'provided', 'java', 'ruby', 'dotnet'];

interface Interpreter {
  readonly binary: string;
  readonly version: string;
}

/** Asks the interpreter itself where it is: version managers put scripts of the same name before it. */
async function inspectPython(command: string, searchPath: string): Promise<Interpreter | undefined> {
  const file = await findOnPath(command, searchPath);
  if (file === undefined) return undefined;
  const program = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])';
  const [binary, version] = (await ask(file, ['-c', program], searchPath))?.split('\n') ?? [];
  if (binary === undefined || version === undefined || binary === '') return undefined;
  // The bootstrap is written for Python 3.8 and later.
  const [major, minor] = version.split('.').map(Number);
  return major === 3 && minor !== undefined && minor >= 8 ? { binary, version } : undefined;
}

async function findOnPath(command: string, searchPath: string): Promise<string | undefined> {
  const candidates = command.includes('/')
    ? [command]
    : searchPath.split(':').map((folder) => path.join(folder, command));
  for (const candidate of candidates) {
    const found = await fs.access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return undefined;
}

/** What a program prints; `undefined` where it does not run or fails. */
async function ask(file: string, args: readonly string[], searchPath: string): Promise<string | undefined> {
  const env = { PATH: searchPath, HOME: os.homedir() };
  const run = promisify(execFile)(file, args, { env, timeout: 10_000 });
  return await run.then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

function notPartOfSerin(runtime: string): string {
  return (
    `The runtime ${runtime} does not run on this machine: Serin runs nodejs16.x to nodejs24.x, python3.8 to ` +
    'python3.14 and custom runtimes. Package the function as provided.al2023, with an executable named bootstrap.'
  );
}

function pythonMissing(runtime: string): string {
  return (
    `The runtime ${runtime} does not run on this machine: no Python 3.8 or later was found. Install python3, or ` +
    'package the function as provided.al2023, with an executable named bootstrap.'
  );
}

function doesNotRun(runtime: string, binary: string): string {
  return (
    `The runtime ${runtime} does not run on this machine: the binary configured for it, ${binary}, could not be ` +
    'run. Correct runtimeBinaries, or package the function as provided.al2023, with an executable named bootstrap.'
  );
}
