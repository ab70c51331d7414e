/**
 * `npm run check`: all that must hold before a change lands. Runs every check, even after one has
 * failed, and tells them apart. `--without-tests` leaves the tests out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const checks: readonly Check[] = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the console', command: ['tsc', '-p', 'console'] },
  { name: 'lint', command: ['oxlint', '--deny-warnings', '-f', 'unix'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'layers', command: ['vitest', 'run', 'tests/architecture.test.ts'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'generated data', command: ['node', 'scripts/check-generated.ts'] },
  { name: 'package', command: ['node', 'scripts/build.ts', '--check'] },
  { name: 'tests', command: ['vitest', 'run'] },
];

const withoutTests = process.argv.includes('--without-tests');
const failed: string[] = [];
for (const { name, command } of checks) {
  if (withoutTests && name === 'tests') continue;
  const [program = '', ...args] = command;
  const local = `node_modules/.bin/${program}`;
  const startedAt = performance.now();
  const result = spawnSync(existsSync(local) ? local : program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const output = `${result.stdout}${result.stderr}`;
  const isGood = result.status === 0;
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (isGood) continue;
  failed.push(name);
  console.log(output.trimEnd());
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
