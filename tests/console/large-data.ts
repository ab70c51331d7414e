/**
 * A data folder with as much in it as a busy year leaves: for measuring, and for looking at.
 *
 *   node tests/console/large-data.ts FOLDER     then: serin start --data FOLDER
 *
 * A small world is made through the API; its documents are then written again and again under other
 * names and at other times.
 */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { Change, Documents } from '../../src/storage/documents.ts';
import { readAll } from '../../src/storage/read-all.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import { VirtualClock } from '../../src/testing/index.ts';
import { systemRandom } from '../../src/time/random.ts';
import { SystemClock } from '../../src/time/system-clock.ts';
import { minuteMs, openStage, watchedByAlarm } from '../scenarios/deployments/stage.ts';

export interface LargeData {
  readonly deployments: number;
  readonly functions: number;
  readonly stacks: number;
  readonly eventsPerStack: number;
}

const usual: LargeData = { deployments: 1000, functions: 200, stacks: 10, eventsPerStack: 1000 };

export async function makeLargeData(dataFolder: string, size: LargeData = usual): Promise<void> {
  await makeSmallWorld(dataFolder);
  const clock = new SystemClock();
  await using store = await openSqliteStore({ folder: dataFolder, clock, random: systemRandom });
  const { documents } = store;
  const write = async (changes: readonly Change[]): Promise<void> => {
    for (let from = 0; from < changes.length; from += 500) await documents.write(changes.slice(from, from + 500));
  };
  await write(await moreFunctions(documents, size.functions));
  await write(await moreDeployments(documents, size));
  await write(await moreStacks(documents, size));
}

/** One of each: deployments that ended in each way and one that runs, a function with versions, a stack. */
async function makeSmallWorld(dataFolder: string): Promise<void> {
  const clock = new VirtualClock(new SystemClock().now() - 30 * minuteMs);
  await using stage = await openStage({ clock, platform: { dataFolder } });
  await stage.prepare(watchedByAlarm);
  await stage.putAlarm();
  await stage.setAlarm('OK');
  await stage.platform.advance(minuteMs);
  const promoted = await stage.deploy();
  await stage.ask('PromoteDeployment', promoted);
  await stage.platform.advance(minuteMs);
  await stage.deploy({ from: 2, to: 1 });
  await stage.setAlarm('ALARM');
  await stage.platform.advance(minuteMs);
  await stage.setAlarm('OK');
  const stopped = await stage.deploy({ from: 2, to: 1 });
  await stage.codedeploy.stopDeployment({ deploymentId: stopped, autoRollbackEnabled: true });
  await stage.platform.advance(minuteMs);
  const cloudformation = new CloudFormation(stage.platform.clientConfig);
  const TemplateBody = JSON.stringify({ Resources: { Orders: { Type: 'AWS::SNS::Topic' } } });
  await cloudformation.createStack({ StackName: 'orders', TemplateBody });
  await stage.platform.advance(minuteMs);
  await stage.deploy(
    { from: 2, to: 1 },
    { deploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes' },
  );
}

interface Plain {
  readonly key: string;
  readonly value: unknown;
}

async function below(documents: Documents, prefix: string): Promise<readonly Plain[]> {
  const found: Plain[] = [];
  for await (const { key, value } of readAll<unknown>(documents, prefix)) found.push({ key, value });
  return found;
}

/** The same document with other words in key and value. */
function rewritten({ key, value }: Plain, rewrite: (text: string) => string): Change {
  return { kind: 'put', key: rewrite(key), value: JSON.parse(rewrite(JSON.stringify(value))) as unknown };
}

const functionName = (index: number): string => `function-${String(index).padStart(3, '0')}`;

async function moreFunctions(documents: Documents, count: number): Promise<readonly Change[]> {
  const own = (await below(documents, 'lambda/')).filter(({ key }) => /\/checkout(\/|$)/.test(key));
  return Array.from({ length: count - 1 }, (_, index) => index + 1).flatMap((index) =>
    own.map((document) => rewritten(document, (text) => text.replaceAll('checkout', functionName(index)))),
  );
}

/** Moments in a document, moved back. */
function earlier(value: unknown, byMs: number): unknown {
  if (Array.isArray(value)) return value.map((item) => earlier(item, byMs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name.endsWith('AtMs') || name === 'atMs' ? Number(member) - byMs : earlier(member, byMs),
    ]),
  );
}

interface Ended {
  readonly id: string;
  readonly groupId: string;
  readonly state: { readonly createdAtMs: number; readonly phase: { readonly kind: string } };
}

async function moreDeployments(
  documents: Documents,
  { deployments, functions }: LargeData,
): Promise<readonly Change[]> {
  const known = await below(documents, 'codedeploy-deployments/');
  const samples = known.filter(({ value }) => (value as Ended).state.phase.kind === 'ended');
  const changes: Change[] = [];
  for (let index = 0; index < deployments - known.length; index += 1) {
    const sample = samples[index % samples.length];
    if (sample === undefined) break;
    const id = `d-${String(index).padStart(9, 'X')}`;
    const { id: sampleId } = sample.value as Ended;
    const moved = { key: sample.key, value: earlier(sample.value, (index + 1) * 20 * minuteMs) };
    const change = rewritten(moved, (text) =>
      text
        .replaceAll(sampleId, id)
        .replaceAll('"functionName":"checkout"', `"functionName":"${functionName(index % functions)}"`),
    );
    const value = (change.kind === 'put' ? change.value : undefined) as Ended;
    const place = `${String(Number.MAX_SAFE_INTEGER - value.state.createdAtMs).padStart(16, '0')}-${id}`;
    const root = `codedeploy/us-east-1/000000000000`;
    changes.push(
      change,
      { kind: 'put', key: `${root}/account-history/${place}`, value: { id } },
      { kind: 'put', key: `${root}/history/${value.groupId}/${place}`, value: { id } },
    );
  }
  return changes;
}

async function moreStacks(documents: Documents, { stacks, eventsPerStack }: LargeData): Promise<readonly Change[]> {
  const own = await below(documents, 'cloudformation/');
  const stack = own.find(({ key }) => key.startsWith('cloudformation/stack/'));
  const id = stack?.key.slice(stack.key.lastIndexOf('/') + 1) ?? '';
  const changes: Change[] = [];
  for (let index = 0; index < stacks; index += 1) {
    const rename = (text: string): string =>
      text
        .replaceAll(id, `${id.slice(0, -4)}${String(index).padStart(4, '0')}`)
        .replaceAll('orders', `orders-${index}`);
    const events = own.filter(({ key }) => key.startsWith('cloudformation/event/'));
    changes.push(
      ...own.filter((document) => !events.includes(document)).map((document) => rewritten(document, rename)),
    );
    for (let number = 0; number < eventsPerStack; number += 1) {
      const event = events[number % events.length];
      if (event === undefined) break;
      const place = String(999_999_999_999 - (eventsPerStack - number)).padStart(12, '0');
      const moved = {
        key: event.key.slice(0, event.key.lastIndexOf('/') + 1) + place,
        value: {
          ...(earlier(event.value, (eventsPerStack - number) * minuteMs) as object),
          eventId: `event-${index}-${number}`,
        },
      };
      changes.push(rewritten(moved, rename));
    }
  }
  return changes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder] = process.argv;
  if (folder === undefined) throw new Error('Usage: node tests/console/large-data.ts FOLDER');
  await rm(folder, { recursive: true, force: true });
  const startedAt = performance.now();
  await makeLargeData(folder);
  console.log(`${folder} made in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
