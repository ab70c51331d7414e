/** A function on AWS's runtime client for Python, with the machine's `python3` as functions find it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ClientSurroundings } from './client.ts';
import { useRuntime } from './runtime-steps.ts';
import { buildSteps, type CommandLine } from './step-program.ts';
import { Skipped } from './steps.ts';
import { filesBelow, zipPackage } from './workspace.ts';

const source = fileURLToPath(new URL('python-runtime/checkout.py', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/clients/python-runtime', import.meta.url));
const version = '4.2.2';
const client = `Python runtime ${version}`;

/** The folders in which functions look for programs. */
const searchPath = '/usr/local/bin:/usr/bin:/bin';

const bootstrap = `#!/bin/sh
exec python3 -m awslambdaric "$_HANDLER"
`;

export async function usePythonRuntime({ serin, steps }: ClientSurroundings): Promise<void> {
  const python = await minorVersion();
  if (python === undefined) {
    const reason = `there is no python3 in ${searchPath}`;
    await steps.step(client, 'installation', 'fetch and build', () => Promise.reject(new Skipped(reason)));
    return;
  }
  const folder = join(cache, `${version}-${python}`);
  const isThere = existsSync(join(folder, 'awslambdaric'));
  if (!isThere) {
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const fetch = isThere ? [] : [install(folder, python)];
  if (!(await buildSteps({ client, steps }, { fetch, build: [], cwd: cache }))) return;
  const own = [
    { path: 'bootstrap', content: bootstrap, mode: 0o100755 },
    { path: 'checkout.py', content: readFileSync(source) },
  ];
  const zip = zipPackage([...filesBelow(folder), ...own]);
  const absent = { handler: 'checkout.absent', errorType: /^Runtime\.HandlerNotFound$/ };
  await useRuntime({ serin, steps }, { client, zip, handler: 'checkout.handler', absent });
}

/** Made for the Python that will run it, which need not be the one of this `pip`. */
const install = (folder: string, python: string): CommandLine => {
  const quiet = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '20', '--no-compile'];
  const target = ['--target', folder, '--python-version', python, '--only-binary=:all:'];
  return ['python3', ['-m', 'pip', 'install', ...quiet, ...target, `awslambdaric==${version}`]];
};

async function minorVersion(): Promise<string | undefined> {
  const print = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const asked = promisify(execFile)('/bin/sh', ['-c', `python3 -c '${print}'`], { env: { PATH: searchPath } });
  return await asked.then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}
