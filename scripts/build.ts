/**
 * Makes `dist/`: plain JavaScript for those who install the package. `--out FOLDER` makes it
 * elsewhere. `--check` makes the whole package in a folder that is thrown away, and holds it against
 * what npm and Node expect.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const outAt = process.argv.indexOf('--out');
const packageFolder = isCheck ? mkdtempSync(join(tmpdir(), 'serin-build-')) : root;
const target = (outAt > 0 ? process.argv[outAt + 1] : undefined) ?? join(packageFolder, 'dist');

function run(program: string, args: readonly string[]): void {
  const result = spawnSync(join(root, 'node_modules', '.bin', program), args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(1);
}

rmSync(target, { recursive: true, force: true });
run('tsc', ['-p', 'tsconfig.build.json', '--outDir', target]);
// What is no TypeScript is copied as it is: the API's data, and the programs that run inside environments.
cpSync(join(root, 'src/api/data'), join(target, 'api/data'), { recursive: true });
copyPlain('execution/runtimes');
copyPlain('services/cloudformation/data');
// The console's page, where it was built: `npm run build:console`.
const page = join(root, 'console/dist');
if (existsSync(page)) cpSync(page, join(target, 'console'), { recursive: true });

function copyPlain(folder: string): void {
  for (const entry of readdirSync(join(root, 'src', folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.ts')) continue;
    const relative = join(entry.parentPath, entry.name).slice(join(root, 'src').length + 1);
    cpSync(join(root, 'src', relative), join(target, relative));
  }
}

if (isCheck) {
  for (const part of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'bin'])
    cpSync(join(root, part), join(packageFolder, part), { recursive: true });
  run('publint', [packageFolder, '--pack', 'false', '--strict']);
  rmSync(packageFolder, { recursive: true, force: true });
}
