/** Installs AWS's Python clients into virtual environments of the repository's cache. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Tried in their order: the versions that all is proved with, then what is near enough where those cannot be had. */
type Candidates = readonly (readonly string[])[];

const awsCandidates: Candidates = [
  ['awscli==1.45.11', 'boto3==1.43.11'],
  ['awscli>=1.32,<2', 'boto3>=1.34,<2'],
];

const samCandidates: Candidates = [['aws-sam-cli==1.170.0'], ['aws-sam-cli>=1.100,<2']];

const motoCandidates: Candidates = [['moto[server]==5.1.22'], ['moto[server]>=5,<6']];

/** Where there is no registry, that is soon known. */
const pipOptions = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'] as const;

interface Absent {
  readonly kind: 'absent';
  readonly reason: string;
}

export type PythonClients =
  | { readonly kind: 'installed'; readonly bin: string; readonly awsCli: string; readonly boto3: string }
  | Absent;

/** What was installed before is used again. */
export async function installPythonClients(): Promise<PythonClients> {
  const environment = await install('python', awsCandidates);
  if (environment.kind === 'absent') return environment;
  const { bin } = environment;
  return { kind: 'installed', bin, awsCli: await versionOf(bin, 'awscli'), boto3: await versionOf(bin, 'boto3') };
}

export type SamCli =
  | {
      readonly kind: 'installed';
      readonly bin: string;
      readonly version: string;
      /** The minor version of the Python that it builds with, as `3.11`. */
      readonly python: string;
    }
  | Absent;

/** In an environment of its own: it wants versions of boto3 that the AWS CLI does not. */
export async function installSamCli(): Promise<SamCli> {
  const environment = await install('sam', samCandidates);
  if (environment.kind === 'absent') return environment;
  const { bin } = environment;
  const print = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const { stdout } = await run(join(bin, 'python3'), ['-c', print]);
  return { ...environment, version: await versionOf(bin, 'aws-sam-cli'), python: stdout.trim() };
}

export type Moto = { readonly kind: 'installed'; readonly bin: string; readonly version: string } | Absent;

/** A server of AWS's APIs in memory: of it, the queues. */
export async function installMoto(): Promise<Moto> {
  const environment = await install('moto', motoCandidates);
  return environment.kind === 'absent'
    ? environment
    : { ...environment, version: await versionOf(environment.bin, 'moto') };
}

async function versionOf(bin: string, name: string): Promise<string> {
  const print = `import importlib.metadata as m; print(m.version("${name}"))`;
  return (await run(join(bin, 'python3'), ['-c', print])).stdout.trim();
}

async function install(
  name: string,
  candidates: Candidates,
): Promise<{ readonly kind: 'installed'; readonly bin: string } | Absent> {
  const folder = fileURLToPath(new URL(`../../.cache/clients/${name}`, import.meta.url));
  const bin = join(folder, 'bin');
  const mark = join(folder, 'installed');
  const wanted = JSON.stringify(candidates);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return { kind: 'installed', bin };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
  } catch (error) {
    return { kind: 'absent', reason: `python3 cannot make a virtual environment: ${lastLine(error)}` };
  }
  let reason = '';
  for (const packages of candidates) {
    try {
      await run(join(bin, 'pip'), ['install', ...pipOptions, ...packages]);
      writeFileSync(mark, wanted);
      return { kind: 'installed', bin };
    } catch (error) {
      reason = `pip cannot install ${packages.join(' and ')}: ${lastLine(error)}`;
    }
  }
  return { kind: 'absent', reason };
}

function lastLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('signal' in error && typeof error.signal === 'string') return `it was ended by ${error.signal}`;
  const text = 'stderr' in error ? String(error.stderr).trim() : '';
  return (text === '' ? error.message.trim() : text).split('\n').at(-1) ?? '';
}
