/** Installs clients that npm has, each into a folder of the repository's cache. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where there is no registry, that is soon known. A package's own scripts are not run: none needs them. */
const npmOptions = [
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--no-package-lock',
  '--loglevel=error',
  '--fetch-retries=1',
  '--fetch-timeout=60000',
] as const;

export type NodeClient =
  | {
      readonly kind: 'installed';
      /** Holds the client's packages: what a program of a user's finds as its `node_modules`. */
      readonly modules: string;
      /** Folder of its commands. */
      readonly bin: string;
    }
  | { readonly kind: 'absent'; readonly reason: string };

/** What was installed before is used again. */
export async function installNodeClient(
  name: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<NodeClient> {
  const folder = fileURLToPath(new URL(`../../.cache/clients/${name}`, import.meta.url));
  const modules = join(folder, 'node_modules');
  const installed = { kind: 'installed', modules, bin: join(modules, '.bin') } as const;
  const mark = join(folder, 'installed');
  const wanted = JSON.stringify(dependencies);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return installed;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  try {
    await run('npm', ['install', ...npmOptions], { cwd: folder });
  } catch (error) {
    const packages = Object.entries(dependencies).map(([one, version]) => `${one}@${version}`);
    return { kind: 'absent', reason: `npm cannot install ${packages.join(' and ')}: ${firstLine(error)}` };
  }
  writeFileSync(mark, wanted);
  return installed;
}

/** npm says first what is wrong, and then where it wrote more of it. */
function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = ('stderr' in error ? String(error.stderr) : '').split('\n');
  return lines.find((line) => /^npm (error|ERR!) (?!code )/.test(line)) ?? error.message.split('\n')[0] ?? '';
}
