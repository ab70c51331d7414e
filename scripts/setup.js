/**
 * Installs what the lock file names, when that has not been done since it last changed. Runs before
 * every npm script, on whatever Node the machine has (18 and up), so it is plain JavaScript.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
