/**
 * `npm run demo`: a SAM application is deployed; a broken version of it takes a tenth of the traffic,
 * an alarm fires, the traffic goes back and the stack is rolled back; a good version goes all the way.
 * Everything goes through AWS's own SDK over HTTP; the clock is fast, the engine is the real one.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { startPlatform } from '../src/index.ts';
import { SystemClock } from '../src/time/system-clock.ts';
import { codes, templateOf } from './application.ts';
import { awaitQuiet, stackName, type Story, type Watched, watchStack } from './timeline.ts';
import { startTraffic, type Traffic } from './traffic.ts';

const { values: options } = parseArgs({
  options: {
    /** Five minutes of canary in ten seconds; less for machines that are slow. */
    speed: { type: 'string', default: '30' },
    /** Whether Serin goes on, with the application in it, until it is interrupted. */
    keep: { type: 'boolean', default: false },
  },
});
const speed = Number(options.speed);

const dataFolder = mkdtempSync(join(tmpdir(), 'serin-demo-'));
const isPlain = !process.stdout.isTTY || process.env['NO_COLOR'] !== undefined;
const step = (text: string): void => console.log(isPlain ? `\n${text}` : `\n\u001b[1m${text}\u001b[0m`);

async function main(): Promise<boolean> {
  step(`Starting Serin in a folder of its own, its clock ${speed} times as fast as the wall's`);
  const epochMs = new SystemClock().now();
  await using platform = await startPlatform({
    dataFolder,
    server: { port: 0, consolePort: 'default' },
    clock: { speed },
  });
  console.log(`  ${platform.endpoint} speaks AWS's APIs`);
  console.log(`  ${platform.consoleUrl} is the console`);
  const config = { endpoint: platform.endpoint, region: platform.config.region, credentials: platform.credentials };
  const clients = {
    cloudformation: new CloudFormationClient(config),
    cloudwatch: new CloudWatchClient(config),
    lambda: new LambdaClient(config),
    clock: new SystemClock({ speed, epochRealMs: epochMs, epochMs }),
  };

  step('Deploying the application: its first version has all the traffic');
  const first = await deploy(clients, codes.first, 'CREATE');
  await using traffic = startTraffic(clients.lambda, clients.clock);
  const watched = { ...clients, traffic };

  step('Deploying a broken version: Canary10Percent5Minutes, under the eyes of CanaryErrorsAlarm');
  const broken = await deploy(watched, codes.broken, 'UPDATE');
  const metBroken = report(traffic);

  step('Waiting until the alarm is quiet again, then deploying a good version');
  await awaitQuiet(watched);
  const good = await deploy(watched, codes.good, 'UPDATE');
  report(traffic);

  const isGood = summarize({ first, broken, good, metBroken });
  step(isGood ? 'All of it happened.' : 'Not all of it happened: that is a mistake of Serin.');
  if (options.keep) await goOn(platform.endpoint);
  return isGood;
}

/** The calls go on as well, so that there is something to look at. */
async function goOn(endpoint: string): Promise<void> {
  const program = fileURLToPath(new URL('../bin/serin.js', import.meta.url));
  step(`Serin goes on at ${endpoint} until you press Ctrl-C. In another terminal:`);
  console.log(`  eval "$(node ${program} env --data ${dataFolder})"`);
  console.log('  aws lambda get-alias --function-name checkout --name live');
  console.log(`  node ${program} watch --data ${dataFolder}`);
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
}

/** What `aws cloudformation deploy` and `sam deploy` do: a change set, made, awaited and executed. */
async function deploy(watched: Watched, code: string, ChangeSetType: 'CREATE' | 'UPDATE'): Promise<Story> {
  const { cloudformation, clock } = watched;
  const since = clock.now();
  const { Id: ChangeSetName } = await cloudformation.send(
    new CreateChangeSetCommand({
      StackName: stackName,
      ChangeSetName: `deploy-${since}`,
      ChangeSetType,
      TemplateBody: templateOf(code),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await waitUntilChangeSetCreateComplete(
    { client: cloudformation, maxWaitTime: 60, minDelay: 1 },
    { StackName: stackName, ChangeSetName },
  );
  await cloudformation.send(new ExecuteChangeSetCommand({ StackName: stackName, ChangeSetName }));
  return watchStack(watched, since);
}

/** Prints what callers met since the last report; gives how many calls failed. */
function report(traffic: Traffic): number {
  let failures = 0;
  console.log('  version   calls   failed');
  for (const [version, { answered, failed }] of [...traffic.tallies].toSorted(
    ([one], [other]) => Number(one) - Number(other),
  )) {
    failures += failed;
    console.log(`  ${version.padEnd(9)} ${String(answered).padStart(5)}   ${String(failed).padStart(6)}`);
  }
  traffic.reset();
  return failures;
}

interface Stories {
  readonly first: Story;
  readonly broken: Story;
  readonly good: Story;
  readonly metBroken: number;
}

/** Says what was to be seen, and whether it was. */
function summarize({ first, broken, good, metBroken }: Stories): boolean {
  const isTenth = ({ splits }: Story): boolean => splits.some((split) => /^90 % .*, 10 % /.test(split));
  const whole = (version: number): string => `100 % to version ${version}`;
  const seen: readonly (readonly [text: string, isSeen: boolean])[] = [
    ['the stack was created', first.status === 'CREATE_COMPLETE'],
    ['the broken version took a tenth of the traffic', isTenth(broken)],
    [`${metBroken} calls met it, and the alarm fired`, metBroken > 0 && broken.alarmStates.includes('ALARM')],
    ['all traffic went back to version 1', broken.splits.at(-1) === whole(1)],
    ['the stack was rolled back', broken.status === 'UPDATE_ROLLBACK_COMPLETE'],
    ['the good version took a tenth, and then everything', isTenth(good) && good.splits.at(-1) === whole(3)],
    ['the stack was updated', good.status === 'UPDATE_COMPLETE'],
  ];
  step('What was to be seen');
  for (const [text, isSeen] of seen) console.log(`  ${isSeen ? '✓' : '✗ NOT'} ${text}`);
  return seen.every(([, isSeen]) => isSeen);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  rmSync(dataFolder, { recursive: true, force: true });
}
