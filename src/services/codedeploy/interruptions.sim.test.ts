/**
 * Each call that a deployment makes, to the store or to a peer, is failed once, and the process dies
 * once right before it and once right after it. However that comes out for the call itself, the
 * deployment comes to the same end.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../aws/api-error.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { Store } from '../../storage/store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { request, serviceRoleArn } from './codedeploy.fixture.ts';
import type { CodedeployContext } from './context.ts';
import { createCodedeployService, type CodedeployService } from './service.ts';

/** What lies outside of the process, and outlives it. */
class World {
  readonly clock = new VirtualClock();
  alias = { FunctionVersion: '1', weights: {} as Record<string, number>, revision: 1 };
  alarm = 'OK';
  /** Hooks that were called, by the ID that they report with. */
  readonly calls: { readonly executionId: string; readonly stage: string; isReported: boolean }[] = [];
  readonly heard: string[] = [];
  store: Store | undefined;
}

/** How a call is to be disturbed: the `at`-th of a run. */
interface Disturbance {
  readonly at: number;
  readonly kind: 'fail before' | 'fail after' | 'die before' | 'die after';
}

class Disturbed extends Error {
  override readonly name = 'Disturbed';
}

/** Counts the calls of a process, and disturbs one of them. A dead process makes no calls any more. */
class Process {
  calls = 0;
  isDead = false;
  readonly #disturbance: Disturbance | undefined;

  constructor(disturbance: Disturbance | undefined) {
    this.#disturbance = disturbance;
  }

  readonly call = async <T>(act: () => Promise<T>): Promise<T> => {
    if (this.isDead) return new Promise(() => undefined);
    this.calls += 1;
    const kind = this.calls === this.#disturbance?.at ? this.#disturbance.kind : undefined;
    if (kind === 'die before') return this.#die();
    if (kind === 'fail before') throw new Disturbed('The call did not get there');
    const result = await act();
    if (kind === 'die after') return this.#die();
    if (kind === 'fail after') throw new Disturbed('The answer got lost');
    return result;
  };

  #die(): Promise<never> {
    this.isDead = true;
    return new Promise(() => undefined);
  }
}

function contextOf(world: World, process: Process, store: Store): CodedeployContext {
  const { call } = process;
  const { documents } = store;
  const now = world;
  return {
    clock: world.clock,
    random: systemRandom,
    parity: 'improved',
    report: () => undefined,
    store: {
      documents: {
        get: (key) => call(() => documents.get(key)),
        list: (query) => call(() => documents.list(query)),
        write: (changes, options) => call(() => documents.write(changes, options)),
        watch: (prefix, listener) =>
          documents.watch(prefix, (change) => {
            if (!process.isDead) listener(change);
          }),
      },
      leases: {
        acquire: (wanted) => call(() => store.leases.acquire(wanted)),
        renew: (lease, expiresAtMs) => call(() => store.leases.renew(lease, expiresAtMs)),
        release: (lease) => call(() => store.leases.release(lease)),
      },
    },
    iam: { GetRole: () => call(async () => ({ Role: roleOf(serviceRoleArn) })) },
    s3: { GetObject: () => Promise.reject(new Error('No revision here is in S3')) },
    lambda: {
      GetAlias: () => call(async () => describeAlias(now)),
      GetFunctionConfiguration: () => call(async () => ({})),
      UpdateAlias: (input) =>
        call(async () => {
          if (input.RevisionId !== String(now.alias.revision))
            throw new ApiError('PreconditionFailedException', 'Too late');
          const weights = input.RoutingConfig?.AdditionalVersionWeights ?? {};
          now.alias = { FunctionVersion: input.FunctionVersion ?? '', weights, revision: now.alias.revision + 1 };
          return describeAlias(now);
        }),
    },
    hooks: {
      Invoke: (input) =>
        call(async () => {
          const { LifecycleEventHookExecutionId: executionId, LifecycleEvent: stage } = JSON.parse(
            Buffer.from(input.Payload ?? []).toString(),
          ) as Record<string, string>;
          if (executionId !== undefined && !now.calls.some((known) => known.executionId === executionId))
            now.calls.push({ executionId, stage: stage ?? '', isReported: false });
          return { StatusCode: 202 };
        }),
    },
    cloudwatch: {
      DescribeAlarms: ({ AlarmNames = [] }) =>
        call(async () => ({ MetricAlarms: AlarmNames.map((AlarmName) => describeAlarm(AlarmName, now.alarm)) })),
      DescribeAlarmHistory: () => call(async () => ({ AlarmHistoryItems: [] })),
    },
    cloudformation: { DescribeStackEvents: () => call(async () => ({ StackEvents: [] })) },
    sns: {
      Publish: ({ Subject }) =>
        call(async () => {
          now.heard.push(Subject?.split(':')[0] ?? '');
          return {};
        }),
    },
    events: { PutEvents: () => call(async () => ({ FailedEntryCount: 0, Entries: [] })) },
  };
}

const roleOf = (Arn: string) => ({
  Arn,
  Path: '/',
  RoleName: 'CodeDeployRole',
  RoleId: 'AROA',
  CreateDate: new Date(0),
});

const describeAlias = ({ alias }: World) => ({
  FunctionVersion: alias.FunctionVersion,
  RevisionId: String(alias.revision),
  RoutingConfig: { AdditionalVersionWeights: alias.weights },
});

const describeAlarm = (AlarmName: string, state: string) => ({
  AlarmName,
  StateValue: state === 'ALARM' ? ('ALARM' as const) : ('OK' as const),
  StateReason: 'a test wants it',
});

interface Story {
  readonly name: string;
  /** Statuses that its hooks report, by lifecycle event; those without one have no hook. */
  readonly hooks: Readonly<Record<string, 'Succeeded' | 'Failed'>>;
  readonly rollsBack: boolean;
  /** What happens in the middle of the canary. */
  readonly happens?: 'alarm' | 'stop';
  readonly ends: { readonly status: string; readonly alias: string; readonly rollback?: string };
}

const stories: readonly Story[] = [
  {
    name: 'a canary with two hooks',
    hooks: { BeforeAllowTraffic: 'Succeeded', AfterAllowTraffic: 'Succeeded' },
    rollsBack: true,
    ends: { status: 'Succeeded', alias: '2' },
  },
  {
    name: 'a canary that an alarm stops',
    hooks: {},
    rollsBack: true,
    happens: 'alarm',
    ends: { status: 'Stopped', alias: '1', rollback: 'Succeeded' },
  },
  {
    name: 'a canary that its last hook fails',
    hooks: { AfterAllowTraffic: 'Failed' },
    rollsBack: true,
    ends: { status: 'Failed', alias: '1', rollback: 'Succeeded' },
  },
  {
    name: 'a canary that is stopped where it is',
    hooks: {},
    rollsBack: false,
    happens: 'stop',
    ends: { status: 'Stopped', alias: '1, 2: 0.1' },
  },
];

const topicArn = 'arn:aws:sns:us-east-1:000000000000:told';
const appSpec = ({ hooks }: Story): string =>
  JSON.stringify({
    version: 0.0,
    Resources: [
      {
        fn: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: 'fn', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' },
        },
      },
    ],
    Hooks: Object.keys(hooks).map((stage) => ({ [stage]: `hook-${stage}` })),
  });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-interruptions-'));
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

/** Plays a story with one disturbance; gives how it ended, and how many calls there were. */
async function play(story: Story, disturbance?: Disturbance) {
  const world = new World();
  const path = join(folder, `${story.name}-${disturbance?.at ?? 0}-${disturbance?.kind ?? 'calm'}`);
  const store = await openSqliteStore({ folder: path, commitMoment: 'at-once' });
  try {
    const deploymentId = await begin(story, world, store);
    const first = new Process(disturbance);
    let { process, service } = start(world, store, first);
    let hasHappened = false;
    for (let round = 0; round < 200; round += 1) {
      await world.clock.advance(5_000);
      if (process.isDead) ({ process, service } = start(world, store, new Process(undefined)));
      await reportHooks(story, world, service, deploymentId);
      if (!hasHappened && round > 4 && (await isShifting(world, store, deploymentId)))
        hasHappened = await happen(story, world, service, deploymentId);
      if (await isOver(world, store, deploymentId)) break;
    }
    // What is left to be told is told.
    for (let round = 0; round < 14; round += 1) {
      await world.clock.advance(5_000);
      if (process.isDead) ({ process, service } = start(world, store, new Process(undefined)));
    }
    process.isDead = true;
    return { ...(await describeEnd(world, store, deploymentId)), calls: first.calls };
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

async function begin(story: Story, world: World, store: Store): Promise<string> {
  const { operations } = createCodedeployService(contextOf(world, new Process(undefined), store));
  const applicationName = 'shop';
  const deploymentGroupName = 'checkout';
  const deploymentConfigName = 'LambdaCanary10Percent1Minute';
  await operations.CreateDeploymentConfig(
    {
      deploymentConfigName,
      computePlatform: 'Lambda',
      trafficRoutingConfig: {
        type: 'TimeBasedCanary',
        timeBasedCanary: { canaryPercentage: 10, canaryInterval: 1 },
      },
    },
    request,
  );
  await operations.CreateApplication({ applicationName, computePlatform: 'Lambda' }, request);
  await operations.CreateDeploymentGroup(
    {
      applicationName,
      deploymentGroupName,
      serviceRoleArn,
      deploymentConfigName,
      alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
      autoRollbackConfiguration: story.rollsBack
        ? { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] }
        : { enabled: false },
      triggerConfigurations: [
        {
          triggerName: 'all',
          triggerTargetArn: topicArn,
          triggerEvents: [
            'DeploymentStart',
            'DeploymentSuccess',
            'DeploymentFailure',
            'DeploymentStop',
            'DeploymentRollback',
          ],
        },
      ],
    },
    request,
  );
  const revision = { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec(story) } } as const;
  const { deploymentId = '' } = await operations.CreateDeployment(
    { applicationName, deploymentGroupName, revision },
    request,
  );
  return deploymentId;
}

function start(world: World, store: Store, process: Process): { process: Process; service: CodedeployService } {
  // Whoever held a lease died with it: it runs out, sooner or later.
  const service = createCodedeployService(contextOf(world, process, store));
  service.start();
  return { process, service };
}

/** The canary has its share, and knows it: what stops it now has to leave it that. */
async function isShifting(world: World, store: Store, deploymentId: string): Promise<boolean> {
  const { operations } = createCodedeployService(contextOf(world, new Process(undefined), store));
  const found = await operations
    .GetDeploymentTarget({ deploymentId, targetId: 'fn:live' }, request)
    .catch(() => undefined);
  return found?.deploymentTarget?.lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight === 0.1;
}

/** A call of a client's: it may meet a process that fails it, and then it tries again. */
async function insist(act: () => Promise<unknown>): Promise<boolean> {
  const patience = new Promise<'hung'>((resolve) =>
    setImmediate(() => setImmediate(() => setImmediate(() => setImmediate(() => resolve('hung'))))),
  );
  const settled = act().then(
    () => true,
    (error: unknown) => error instanceof ApiError && /Already/.test(error.type),
  );
  const first = await Promise.race([settled, patience]);
  return first === true;
}

async function reportHooks(
  story: Story,
  world: World,
  service: CodedeployService,
  deploymentId: string,
): Promise<void> {
  for (const call of world.calls.filter(({ isReported }) => !isReported)) {
    const status = story.hooks[call.stage];
    const put = { deploymentId, lifecycleEventHookExecutionId: call.executionId, ...(status && { status }) };
    call.isReported = await insist(() => service.operations.PutLifecycleEventHookExecutionStatus(put, request));
  }
}

async function happen(story: Story, world: World, service: CodedeployService, deploymentId: string): Promise<boolean> {
  if (story.happens === 'alarm') world.alarm = 'ALARM';
  if (story.happens === 'stop') return insist(() => service.operations.StopDeployment({ deploymentId }, request));
  return true;
}

/** An observer of its own, whom nothing disturbs. */
const observe = (world: World, store: Store) => {
  const { operations } = createCodedeployService(contextOf(world, new Process(undefined), store));
  return async (deploymentId: string) =>
    (await operations.GetDeployment({ deploymentId }, request)).deploymentInfo ?? {};
};

const hasEnded = (status: string | undefined): boolean => status !== 'Created' && status !== 'InProgress';

async function isOver(world: World, store: Store, deploymentId: string): Promise<boolean> {
  const get = observe(world, store);
  const { status, rollbackInfo } = await get(deploymentId);
  const rollbackId = rollbackInfo?.rollbackDeploymentId;
  return hasEnded(status) && (rollbackId === undefined || hasEnded((await get(rollbackId)).status));
}

async function describeEnd(world: World, store: Store, deploymentId: string) {
  const get = observe(world, store);
  const { operations } = createCodedeployService(contextOf(world, new Process(undefined), store));
  const { status, errorInformation, rollbackInfo } = await get(deploymentId);
  const rollbackId = rollbackInfo?.rollbackDeploymentId;
  const rollback = rollbackId === undefined ? undefined : (await get(rollbackId)).status;
  const { deploymentTarget } = await operations.GetDeploymentTarget({ deploymentId, targetId: 'fn:live' }, request);
  const { lifecycleEvents = [], lambdaFunctionInfo } = deploymentTarget?.lambdaTarget ?? {};
  const weights = Object.entries(world.alias.weights).map(([version, weight]) => `${version}: ${weight}`);
  const { deployments = [] } = await operations.ListDeployments({}, request);
  return {
    end: {
      status,
      code: errorInformation?.code,
      rollback,
      alias: [world.alias.FunctionVersion, ...weights].join(', '),
      lifecycle: lifecycleEvents.map((event) => event.status),
      weight: lambdaFunctionInfo?.targetVersionWeight,
      deployments: deployments.length,
      hooks: world.calls.map(({ stage }) => stage),
    },
    heard: world.heard,
  };
}

const kinds = ['fail before', 'fail after', 'die before', 'die after'] as const;

describe.each(stories)('$name', (story) => {
  test('ends as it should when nothing disturbs it', async () => {
    const { end } = await play(story);
    expect(end).toMatchObject(story.ends);
    expect(end.hooks).toEqual(Object.keys(story.hooks));
  });

  test.each(kinds)('ends alike when one of its calls meets: %s', async (kind) => {
    const calm = await play(story);
    let disturbed = 0;
    for (let at = 1; at <= calm.calls; at += 1) {
      const { end, heard } = await play(story, { at, kind });
      expect(end, `call ${at} of ${calm.calls}`).toEqual(calm.end);
      // Told twice is allowed, left out or out of order is not.
      expect(heard.filter((status, index) => status !== heard[index - 1])).toEqual(calm.heard);
      disturbed += 1;
    }
    console.log(`${story.name}, ${kind}: ${disturbed} calls disturbed, each deployment ended alike`);
  });
});
