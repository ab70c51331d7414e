/**
 * `kill -9` at any moment, a hundred times on one data folder, while clients create, publish, update
 * and delete. What was acknowledged is there after each restart exactly as it was acknowledged; what
 * was under way has happened wholly or not at all; versions are for ever; events that were taken over
 * run; nothing stays pending.
 *
 * SERIN_SEED repeats a run's choices, SERIN_CRASH_ROUNDS sets another number of kills.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { actAsOwner, actAsSharer, actUntilGone, createOwner, createSdkClients, createSharer } from './crash/clients.ts';
import { verifyWorld, verifyEveryVersion, type CrashWorld } from './crash/verify-world.ts';
import { trustPolicy } from './crash/other-actions.ts';
import { zipSaying } from './crash/function-state.ts';
import { Markers } from './crash/markers.ts';
import { VersionLedger, settled } from './crash/observe-functions.ts';
import { createSeeded } from './crash/seeded.ts';
import { createWorld } from './crash/tracked.ts';
import {
  endProcess,
  launchSerin,
  processesNaming,
  readEnvironment,
  startKillableSerin,
  type KillableSerin,
} from './killable-serin.ts';

const seed = Number(process.env['SERIN_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = Number(process.env['SERIN_CRASH_ROUNDS'] ?? 100);
const activityMaxMs = 150;
const startUpMaxMs = 500;
const ownersCount = 4;
const sharersCount = 2;
/** Met by what never happens, never by what is slow. */
const patienceMs = 180_000;

test(
  `${rounds} kills at any moment lose nothing that was acknowledged and leave nothing half done`,
  { timeout: 3_600_000 },
  async () => {
    process.stdout.write(`crash: SERIN_SEED=${seed} SERIN_CRASH_ROUNDS=${rounds}\n`);
    const random = createSeeded(seed);
    const folder = mkdtempSync(join(tmpdir(), 'serin-crash-'));
    await using cleanup = new AsyncDisposableStack();
    cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
    const dataFolder = join(folder, 'data');
    const markers = cleanup.use(new Markers());
    const markersUrl = await markers.listen();
    let serin = cleanup.use(await startKillableSerin(dataFolder));
    const environment = await readEnvironment(dataFolder);
    const known = await prepare(serin, createSdkClients(environment, serin.endpoint));
    let number = 0;
    const fresh = (prefix: string): string => `${prefix}-${(number += 1)}`;

    for (let round = 1; round <= rounds; round += 1) {
      using sdk = createSdkClients(environment, serin.endpoint);
      known.world.isKilled = false;
      const around = { ...sdk, fresh, markersUrl, roleArn: known.roleArn, acceptedEvents: known.acceptedEvents };
      const kill = killDuring(known, serin, {
        // On a busy machine the first answer takes its time, and then there is something to lose.
        isAtWork: random.chance(0.8),
        afterMs: random.below(activityMaxMs),
      });
      await Promise.all([
        kill,
        ...known.owners.map((owner) => actUntilGone(() => actAsOwner(owner, { ...around, random: owner.random }))),
        ...known.sharers.map((sharer) => actUntilGone(() => actAsSharer(sharer, known.shared, around))),
      ]);
      expectQuiet(serin);
      if (random.chance(0.1)) await killWhileStarting(dataFolder, random.below(startUpMaxMs));
      serin = cleanup.use(await startKillableSerin(dataFolder));
      using after = createSdkClients(environment, serin.endpoint);
      await verifyWorld(known, after, random);
      expect(known.world.violations, `after round ${round} of SERIN_SEED=${seed}`).toEqual([]);
    }

    using sdk = createSdkClients(environment, serin.endpoint);
    await verifyEveryVersion(known, sdk.lambda);
    expect(known.world.violations).toEqual([]);
    await until('every event that was taken over has run', () =>
      [...known.acceptedEvents].filter((id) => !markers.ran.has(id)),
    );
    report(known);
    expect(await serin.stop()).toBe(0);
    expectQuiet(serin);
    await until('no process is left behind', () => processesNaming(dataFolder));
  },
);

/** What all clients work with, made while nothing is killed. */
async function prepare(serin: KillableSerin, sdk: ReturnType<typeof createSdkClients>): Promise<CrashWorld> {
  using clients = sdk;
  const { lambda, s3, iam } = clients;
  const world = createWorld();
  const owners = Array.from({ length: ownersCount }, (_, index) => createOwner(`owner${index}`, seed + index, world));
  const sharers = Array.from({ length: sharersCount }, (_, index) =>
    createSharer(`sharer${index}`, seed + 100 + index, world),
  );
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'crash', AssumeRolePolicyDocument: trustPolicy }));
  const roleArn = Role?.Arn ?? '';
  for (const { bucket } of owners) await s3.send(new CreateBucketCommand({ Bucket: bucket.name }));
  const { zip, sha256 } = zipSaying('shared');
  const name = 'shared';
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: zip },
    }),
  );
  expect(await settled(lambda, name)).toBeUndefined();
  expectQuiet(serin);
  const shared = { name, published: new Map<string, string>(), sent: new Set([sha256]) };
  return { world, owners, sharers, shared, roleArn, acceptedEvents: new Set(), ledger: new VersionLedger() };
}

async function killDuring(
  { world }: CrashWorld,
  serin: KillableSerin,
  { isAtWork, afterMs }: { readonly isAtWork: boolean; readonly afterMs: number },
): Promise<void> {
  const working = new Promise<void>((resolve) => {
    world.onAcknowledged = resolve;
  });
  if (isAtWork) await working;
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  world.isKilled = true;
  await serin.kill();
}

async function killWhileStarting(dataFolder: string, afterMs: number): Promise<void> {
  const { child } = launchSerin(dataFolder);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await endProcess(child, 'SIGKILL');
}

/** The notes of a start, and not a word more. */
function expectQuiet(serin: KillableSerin): void {
  const unexpected = serin
    .errors()
    .split('\n')
    .filter((line) => !/^(Data|Isolation|Clock|Console|Clients): |^$/.test(line));
  expect(unexpected).toEqual([]);
}

async function until(what: string, remaining: () => readonly unknown[]): Promise<void> {
  const startedAt = Date.now();
  while (remaining().length > 0 && Date.now() - startedAt < patienceMs)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(remaining(), what).toEqual([]);
}

function report({ world, acceptedEvents, shared }: CrashWorld): void {
  const total = [...world.acknowledged.values()].reduce((sum, count) => sum + count, 0);
  const parts = [
    `${total} requests acknowledged`,
    `${[...world.refused.values()].reduce((sum, count) => sum + count, 0)} refused`,
    `${world.inFlight} under way when the server died`,
    `${acceptedEvents.size} events`,
    `${shared.published.size} versions of the shared function`,
  ];
  process.stdout.write(`crash: ${parts.join(', ')}\n`);
  for (const [operation, count] of [...world.acknowledged].toSorted(([left], [right]) => left.localeCompare(right)))
    process.stdout.write(`  ${operation}: ${count}\n`);
}
