/**
 * Installs what the lock file names, when that has not been done since it last changed, and builds the
 * console, when its sources have changed since. Runs before every npm script, on whatever Node the
 * machine has (18 and up), so it is plain JavaScript. `--build-console` builds the console in any case,
 * and fails where that fails; else Serin does without.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.serin-setup');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
}

if (!isInstalled()) {
  process.stderr.write('Installing what Serin needs (once) ...\n');
  // npm's own path stands in the environment of its scripts; the plain name is for other package managers.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.status !== 0) {
    process.stderr.write('npm ci failed: see above.\n');
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
}

const bundled = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (!existsSync(bundled) && (major < 22 || (major === 22 && minor < 18))) {
  process.stderr.write(
    `Serin needs Node 22.18 or newer, and this is ${process.version}; npm has no Node for this kind of machine. Install Node 24.\n`,
  );
  process.exit(1);
}

buildConsole({ isForced: process.argv.includes('--build-console') });

function buildConsole({ isForced }) {
  const folder = join(root, 'console');
  const builtFrom = join(folder, 'dist', '.sources');
  const sources = hashOf(folder, ['index.html', 'package.json', 'vite.config.ts', 'src']);
  if (!isForced && existsSync(builtFrom) && readFileSync(builtFrom, 'utf8') === sources) return;
  process.stderr.write('Building the console ...\n');
  const vite = join(modules, 'vite', 'bin', 'vite.js');
  // The machine's own Node may be too old for Vite; npm's links to Node on Windows are scripts.
  const node = existsSync(bundled) ? bundled : process.execPath;
  const result = spawnSync(node, [vite, 'build', '--logLevel', 'error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && node === bundled,
  });
  if (result.status === 0) writeFileSync(builtFrom, sources);
  else {
    process.stderr.write('The console could not be built: see above. All else works without it.\n');
    if (isForced) process.exit(1);
  }
}

/** Of the lock file too: what is bundled comes from there. Tests are no part of what is built. */
function hashOf(folder, parts) {
  const hash = createHash('sha256').update(wanted);
  const files = parts.flatMap((part) => filesIn(join(folder, part))).filter((file) => !file.includes('.test.'));
  for (const file of files) hash.update(file.slice(folder.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
