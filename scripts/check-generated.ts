/**
 * Proves `src/api` fresh: made anew where Python's botocore of the recorded version is at hand,
 * and held against the installed SDK packages' versions everywhere.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { serviceSources } from './api-services.ts';

let stale = 0;
let recordedBotocore = '';
for (const { name, sdkPackage } of serviceSources) {
  const { source } = JSON.parse(readFileSync(new URL(`../src/api/data/${name}.json`, import.meta.url), 'utf8')) as {
    source: string;
  };
  const { version } = JSON.parse(
    readFileSync(new URL(`../node_modules/${sdkPackage}/package.json`, import.meta.url), 'utf8'),
  ) as { version: string };
  recordedBotocore = /botocore (\S+)$/.exec(source)?.[1] ?? '';
  if (source.startsWith(`${sdkPackage} ${version},`)) continue;
  stale += 1;
  console.error(
    `src/api/data/${name}.json is made from ${source}, and ${sdkPackage} ${version} is installed: npm run generate`,
  );
}
const installed = spawnSync('python3', ['-c', 'import botocore; print(botocore.__version__)'], { encoding: 'utf8' });
if (installed.status === 0 && installed.stdout.trim() === recordedBotocore) {
  const result = spawnSync(process.execPath, ['scripts/generate-api.ts', '--check'], { stdio: 'inherit' });
  if (result.status !== 0) stale += 1;
  else console.log('src/api is what the generator makes.');
} else {
  console.log(
    `Not made anew: botocore ${recordedBotocore} is not installed (pip install botocore==${recordedBotocore}).`,
  );
}
const typesUrl = new URL('../src/services/cloudformation/data/resource-types.json', import.meta.url);
const { source: typesSource } = JSON.parse(readFileSync(typesUrl, 'utf8')) as { source: string };
const linter = spawnSync('python3', ['-c', "from importlib.metadata import version; print(version('cfn-lint'))"], {
  encoding: 'utf8',
});
if (linter.status === 0 && typesSource === `cfn-lint ${linter.stdout.trim()}`) {
  const result = spawnSync('python3', ['scripts/generate-resource-types.py', '--check'], { stdio: 'inherit' });
  if (result.status === 0) console.log('The resource types are what the generator makes.');
  else {
    stale += 1;
    console.error('resource-types.json is stale: python3 scripts/generate-resource-types.py');
  }
} else {
  console.log(`Not made anew: ${typesSource} is not installed.`);
}
if (stale > 0) process.exitCode = 1;
