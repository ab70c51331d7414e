/**
 * A rehearsal: a platform of its own on a fast clock, the template that is deployed now, traffic, and
 * the changed template on top of it. All of it is the real engine, asked as any client asks it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '../platform/platform.ts';
import type { ServerLog } from '../server/server-log.ts';
import type { JsonObject } from '../template/json.ts';
import { parseTemplate } from '../template/parse-template.ts';
import type { Clock } from '../time/clock.ts';
import { seededRandom } from '../time/random.ts';
import { AwsConnection } from './aws-connection.ts';
import { Bucket } from './bucket.ts';
import { collectDeployments, collectLatencies } from './collect.ts';
import type { Evidence, ObservedAlias } from './evidence.ts';
import { TargetFaults, type Fault } from './fault.ts';
import { markCode } from './mark-code.ts';
import { Observer, type Alarms } from './observer.ts';
import { findShiftedAliases, type ShiftedAlias } from './shifted-aliases.ts';
import { StackDeployment, type ChangeSet, type StackInput } from './stack-deployment.ts';
import { Traffic } from './traffic.ts';

export interface RehearsalInput {
  /** Gives the template as it is deployed now, its code in the bucket. */
  readonly baseline: (bucket: Bucket) => Promise<JsonObject>;
  readonly target: (bucket: Bucket) => Promise<JsonObject>;
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  readonly speed: number;
  readonly fault?: Fault;
  readonly seed: number;
  readonly requestsPerSecond: number;
  readonly eventsOf: (alias: ShiftedAlias) => readonly Uint8Array[];
  /** Whether the platform's folder stays. */
  readonly keep: boolean;
  /** Told of what happens, for those who wait. */
  readonly tell: (progress: string) => void;
  readonly log: ServerLog;
  readonly signal: AbortSignal;
}

export type Rehearsed =
  | {
      readonly kind: 'rehearsed';
      readonly evidence: Evidence;
      readonly isCodeMarked: boolean;
      readonly traffic: { readonly requests: number; readonly refused: number; readonly achievedPerSecond: number };
      readonly dataFolder: string;
    }
  /** It did not come to what it was for. */
  | { readonly kind: 'unrehearsed'; readonly reason: string; readonly dataFolder: string };

/** Met by what hangs, never by a slow machine. */
const patienceMs = 600_000;
/** How long traffic flows before the update begins, in the platform's time: alarms get to know it. */
const warmUpMs = 60_000;
const minuteMs = 60_000;
/** Who missed a fault is looked at a while longer: it may be late. */
const afterMaxMs = 5 * minuteMs;

export async function rehearse(input: RehearsalInput): Promise<Rehearsed> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-rehearsal-'));
  await using cleanup = new AsyncDisposableStack();
  if (!input.keep) cleanup.defer(() => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 }));
  const faults = input.fault === undefined ? undefined : new TargetFaults(input.fault, seededRandom(input.seed));
  const platform = await startPlatform(
    {
      dataFolder,
      server: { port: 0 },
      clock: { speed: input.speed },
      aws: { region: input.region },
      // A rehearsal sends nothing to where others listen, and refuses no template for what it names.
      queues: { kind: 'unheard' },
    },
    input.log,
    faults === undefined ? {} : { faults },
  );
  cleanup.use(platform);
  const { endpoint, credentials, clock } = platform;
  const connection = new AwsConnection({ endpoint, credentials, region: input.region, clock });
  const stage: Stage = {
    input,
    clock,
    connection,
    bucket: await Bucket.create(connection, { endpoint, region: input.region }),
    stack: new StackDeployment(connection, clock, input.signal),
    observer: new Observer(connection, clock),
    faults,
  };
  return { ...(await perform(stage)), dataFolder };
}

interface Stage {
  readonly input: RehearsalInput;
  readonly clock: Clock;
  readonly connection: AwsConnection;
  readonly bucket: Bucket;
  readonly stack: StackDeployment;
  readonly observer: Observer;
  readonly faults: TargetFaults | undefined;
}

type Outcome = Rehearsed extends infer Each ? (Each extends Rehearsed ? Omit<Each, 'dataFolder'> : never) : never;

async function perform(stage: Stage): Promise<Outcome> {
  const { input, stack, observer } = stage;
  input.tell('Deploying what is deployed now');
  const baseline = await input.baseline(stage.bucket);
  const failure = await deployBaseline(stage, baseline);
  if (failure !== undefined) return { kind: 'unrehearsed', reason: failure };
  input.tell('Preparing the change');
  const { changeSet, isCodeMarked, template, aliases } = await prepareUpdate(stage, await physicalIdsOf(stage));
  if (aliases.length === 0)
    return {
      kind: 'unrehearsed',
      reason: `nothing is shifted: no function of the stack that is deployed already has a DeploymentPreference`,
    };
  await observer.look(aliases);
  const currentVersions = new Map(aliases.map((alias) => [alias.functionName, observer.currentVersion(alias)]));
  stage.faults?.arm(currentVersions);
  await using traffic = new Traffic({ ...stage, aliases, ...input });
  await flow(stage, aliases, warmUpMs);
  input.tell('Deploying the change');
  const startedAtMs = stage.clock.now();
  const eventsBefore = new Set((await stack.events(input.stackName)).map(({ id }) => id));
  await stack.execute(input.stackName, changeSet.id);
  const stackStatus = await stack.awaitEnd(input.stackName, (status) => observer.look(aliases, status), patienceMs);
  const endedAtMs = stage.clock.now();
  const alarms = await observer.alarmsOfUpdate();
  if (stage.faults !== undefined && stackStatus === 'UPDATE_COMPLETE')
    await flow(stage, aliases, Math.min(slowestAlarmMs(alarms), afterMaxMs));
  const events = (await stack.events(input.stackName)).filter(({ id }) => !eventsBefore.has(id));
  const evidence = {
    startedAtMs: events[0]?.atMs ?? startedAtMs,
    stackStatus,
    events,
    alarms,
    transitions: await observer.transitions(),
    template,
    physicalIds: new Map([
      ...(await physicalIdsOf(stage)),
      ...events.flatMap(({ resource, physicalId }) =>
        physicalId === undefined ? [] : [[resource, physicalId] as const],
      ),
    ]),
  };
  await traffic[Symbol.asyncDispose]();
  return {
    kind: 'rehearsed',
    evidence: { ...evidence, aliases: await observeAliases(stage, { aliases, currentVersions, traffic, endedAtMs }) },
    isCodeMarked,
    traffic: {
      requests: traffic.requests,
      refused: traffic.refused,
      achievedPerSecond: Math.round(traffic.achievedPerSecond * 10) / 10,
    },
  };
}

async function deployBaseline(stage: Stage, template: JsonObject): Promise<string | undefined> {
  const { input, stack } = stage;
  const changeSet = await stack.createChangeSet(await stackInput(stage, template), 'CREATE');
  await stack.execute(input.stackName, changeSet.id);
  const status = await stack.awaitEnd(input.stackName, async () => {}, patienceMs);
  if (status === 'CREATE_COMPLETE') return undefined;
  const events = await stack.events(input.stackName);
  const first = events.find(({ status: state }) => state.endsWith('_FAILED'));
  return `what is deployed now could not be deployed: ${first?.resource ?? input.stackName}: ${first?.reason ?? status}`;
}

async function stackInput({ input, bucket }: Stage, template: JsonObject): Promise<StackInput> {
  const key = await bucket.put(Buffer.from(JSON.stringify(template)), '.template');
  return { stackName: input.stackName, templateUrl: bucket.urlOf(key), parameters: input.parameters };
}

/** Lets the traffic flow for a while of the platform's time. */
async function flow({ clock, stack, observer }: Stage, aliases: readonly ShiftedAlias[], durationMs: number) {
  const untilMs = clock.now() + durationMs;
  while (clock.now() < untilMs) {
    await observer.look(aliases);
    await stack.pause(25);
  }
}

interface Update {
  readonly changeSet: ChangeSet;
  readonly isCodeMarked: boolean;
  /** As its transforms have made it. */
  readonly template: JsonObject;
  readonly aliases: readonly ShiftedAlias[];
}

/** Where the change makes no new version, the same code is made a new one. */
async function prepareUpdate(stage: Stage, physicalIds: ReadonlyMap<string, string>): Promise<Update> {
  const { input, stack, bucket } = stage;
  const target = await input.target(bucket);
  const isShifting = ({ changeSet, aliases }: Update): boolean =>
    changeSet.changes.some((change) => aliases.some(({ resource }) => resource === change.resource));
  const prepare = async (tree: JsonObject, isCodeMarked: boolean): Promise<Update> => {
    const changeSet = await stack.createChangeSet(await stackInput(stage, tree), 'UPDATE');
    const template = await processedTemplate(stage, changeSet);
    return { changeSet, isCodeMarked, template, aliases: findShiftedAliases(template, physicalIds) };
  };
  const update = await prepare(target, false);
  return update.aliases.length === 0 || isShifting(update) ? update : prepare(await markCode(target, bucket), true);
}

async function physicalIdsOf({ input, stack }: Stage): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await stack.call('ListStackResources', {
      StackName: input.stackName,
      ...(token !== undefined && { NextToken: token }),
    });
    for (const { LogicalResourceId: logical, PhysicalResourceId: physical } of page.StackResourceSummaries ?? [])
      if (logical !== undefined && physical !== undefined) found.set(logical, physical);
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

async function processedTemplate({ input, stack }: Stage, { id, changes }: ChangeSet): Promise<JsonObject> {
  const { TemplateBody = '{}' } = await stack.call('GetTemplate', {
    StackName: input.stackName,
    TemplateStage: 'Processed',
    // A change set without changes has failed, and has no template to tell.
    ...(changes.length > 0 && { ChangeSetName: id }),
  });
  const parsed = parseTemplate(TemplateBody);
  return parsed.kind === 'template' ? parsed.tree : {};
}

/** How long the slowest of the alarms may take until it goes off, in the platform's time. */
function slowestAlarmMs({ metric }: Alarms): number {
  const windowsMs = metric.map(({ Period = 60, EvaluationPeriods = 1 }) => Period * EvaluationPeriods * 1000);
  return Math.max(0, ...windowsMs) + 2 * minuteMs;
}

interface Flow {
  readonly aliases: readonly ShiftedAlias[];
  readonly currentVersions: ReadonlyMap<string, string>;
  readonly traffic: Traffic;
  readonly endedAtMs: number;
}

async function observeAliases(
  { observer, clock }: Stage,
  { aliases, currentVersions, traffic, endedAtMs }: Flow,
): Promise<ObservedAlias[]> {
  const collected = await collectDeployments(observer, aliases);
  const observed: ObservedAlias[] = [];
  for (const alias of aliases) {
    const tally = traffic.tallies.get(alias.resource) ?? { calls: [], refused: 0 };
    const range = {
      fromMs: endedAtMs,
      untilMs: clock.now(),
      versions: [...new Set(tally.calls.map(({ version }) => version))],
    };
    observed.push({
      alias,
      currentVersion: currentVersions.get(alias.functionName) ?? '',
      weights: observer.weights.get(alias.resource) ?? [],
      tally,
      deployments: [],
      ...collected.get(alias.resource),
      latencies: await collectLatencies(observer, alias, range),
    });
  }
  return observed;
}
