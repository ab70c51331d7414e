#!/usr/bin/env node
/**
 * The command `serin`. Runs the built program, or the sources in a checkout, with a Node that is new
 * enough: this one, or the one that npm installed beside it. Plain JavaScript for old Nodes' sake.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist', 'cli', 'main.js');
const program = existsSync(join(root, 'src', 'cli', 'main.ts')) ? join(root, 'src', 'cli', 'main.ts') : built;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 18);

function findBundledNode() {
  const require = createRequire(import.meta.url);
  const os = { linux: 'linux', darwin: 'darwin', win32: 'win' }[process.platform];
  try {
    return join(
      dirname(require.resolve(`node-${os}-${process.arch}/package.json`)),
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    );
  } catch {
    return undefined;
  }
}

if (isNewEnough) {
  // What the last start compiled, and stripped of its types, is there for the next; threads look at the variable.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), `serin-compile-cache-${process.getuid?.() ?? 0}`);
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(program);
} else {
  const node = findBundledNode();
  if (node === undefined) {
    process.stderr.write(`serin needs Node 22.18 or newer, and this is ${process.version}. Install Node 24.\n`);
    process.exit(2);
  }
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal !== null) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
