/** Installs AWS's Python clients into a virtual environment of the repository's cache. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../.cache/clients/python', import.meta.url));

/** The versions that all is proved with, then what is near enough for a Python too old or a registry without them. */
const candidates = [
  ['awscli==1.45.11', 'boto3==1.43.11'],
  ['awscli>=1.32,<2', 'boto3>=1.34,<2'],
] as const;

/** Where there is no registry, that is soon known. */
const pipOptions = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'] as const;

export type PythonClients =
  | { readonly kind: 'installed'; readonly bin: string; readonly awsCli: string; readonly boto3: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** What was installed before is used again. */
export async function installPythonClients(): Promise<PythonClients> {
  const bin = join(folder, 'bin');
  const mark = join(folder, 'installed');
  const wanted = JSON.stringify(candidates);
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    const reason = await install(bin);
    if (reason !== undefined) return { kind: 'absent', reason };
    writeFileSync(mark, wanted);
  }
  const versions = 'import boto3, importlib.metadata as m; print(m.version("awscli")); print(boto3.__version__)';
  const { stdout } = await run(join(bin, 'python3'), ['-c', versions]);
  const [awsCli = '', boto3 = ''] = stdout.trim().split('\n');
  return { kind: 'installed', bin, awsCli, boto3 };
}

async function install(bin: string): Promise<string | undefined> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
  } catch (error) {
    return `python3 cannot make a virtual environment: ${lastLine(error)}`;
  }
  let reason = '';
  for (const packages of candidates) {
    try {
      await run(join(bin, 'pip'), ['install', ...pipOptions, ...packages]);
      return undefined;
    } catch (error) {
      reason = `pip cannot install ${packages.join(' and ')}: ${lastLine(error)}`;
    }
  }
  return reason;
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return (text === '' ? String(error) : text).split('\n').at(-1) ?? '';
}
