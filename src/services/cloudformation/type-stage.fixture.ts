/**
 * For tests: resource types over all of Serin's services, with a small stand-in for the engine. It
 * calls a handler as the engine does, through JSON and on a virtual clock; and where a test says so,
 * it makes each call twice and forgets the first answer, as a crash between two calls does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceRequest } from '../../aws/service-caller.ts';
import { createRuntimeCatalogue } from '../../execution/runtimes.ts';
import { invariant } from '../../invariant.ts';
import { PackageLinks } from '../../platform/package-links.ts';
import { createResourceClients } from '../../platform/resource-clients.ts';
import { createServices } from '../../platform/services.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import type { JsonObject } from '../../template/json.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { startAlarmRunner } from '../cloudwatch/alarm-runner.ts';
import type { AsynchronousEvent } from '../lambda/asynchronous-event.ts';
import { startProvisioningRunner } from '../lambda/provisioning-runner.ts';
import { openZipPackageFolders } from '../lambda/zip-package-folders.ts';
import { createIamService } from '../iam/service.ts';
import { createS3Service } from '../s3/service.ts';
import { callHandler, type CallOutcome } from './call-handler.ts';
import type { PeerResource } from './resource-type.ts';
import { findType } from './resource-types/find-type.ts';
import { createResourceTypes } from './resource-types/registry.ts';
import type { Act, LiveResource, ResourceRecord, ResourceSettings } from './resources/resource.ts';
import type { StackRecord } from './resources/stack.ts';

export const owner = { region: 'us-east-1', account: '123456789012' };
const origin = 'http://127.0.0.1:4566';
export const call = serviceRequest({
  principal: 'cloudformation.amazonaws.com',
  ...owner,
  requestId: 'request',
  origin,
});

/** Anything that the test does in between, as a client would. */
export type TypeStage = Awaited<ReturnType<typeof openTypeStage>>;

export interface ActOptions {
  readonly updatePolicy?: JsonObject;
  readonly isRollback?: boolean;
  readonly peers?: readonly PeerResource[];
  /** Called before each call; `cancel` asks the handler to give up from then on. */
  readonly before?: (round: number) => Promise<'cancel' | void> | 'cancel' | void;
}

export interface Ended {
  readonly outcome: CallOutcome;
  readonly notes: readonly string[];
  readonly live: LiveResource | undefined;
  readonly token: string;
}

const roundsMax = 400;

export async function openTypeStage({ crashes = false }: { readonly crashes?: boolean } = {}) {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'serin-types-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const clock = new VirtualClock();
  const store = stack.use(await openSqliteStore({ folder, commitMoment: 'at-once' }));
  const { blobs } = store;
  const packages = await openZipPackageFolders({
    folder: join(folder, 'packages'),
    blobs,
    random: systemRandom,
    clock,
  });
  const problems: unknown[] = [];
  const events: AsynchronousEvent[] = [];
  const services = createServices({
    store,
    clock,
    random: systemRandom,
    packages,
    links: new PackageLinks('secret', clock),
    runtimes: { ...createRuntimeCatalogue({ searchPath: '' }), whyUnavailable: async () => undefined },
    root: { accessKeyId: 'AKID', secretAccessKey: 'secret', ...owner, arn: 'arn', userId: 'user' },
    parity: 'improved',
    flushTelemetry: async () => {},
    reportFailure: (_, problem) => void problems.push(problem),
    strictResources: false,
    sendEvent: async (event) => void events.push(event),
    origin,
  });
  const { lambda, codedeploy, cloudwatch, cloudformation, sns, events: bus, logs } = services;
  const s3 = createS3Service({ store, clock, random: systemRandom });
  const iam = createIamService({ store, clock, random: systemRandom });
  const clients = createResourceClients({
    lambda: lambda.operations,
    codedeploy: codedeploy.operations,
    cloudwatch: cloudwatch.operations,
    iam,
    s3,
    events: bus.operations,
    sns: sns.operations,
    logs: logs.operations,
  });
  const types = createResourceTypes(clients);
  for (const service of [lambda, codedeploy, cloudformation, sns, bus, logs]) stack.use(service);
  const provisioning = stack.use(
    startProvisioningRunner({ context: services.context, provision: async () => ({ kind: 'ready' }) }),
  );
  const alarms = stack.use(
    startAlarmRunner({
      store,
      clock,
      random: systemRandom,
      metrics: cloudwatch.metrics,
      flushTelemetry: async () => {},
      targets: { lambda: services.lambdaEvents, sns: sns.operations, events: bus.inProcess },
      report: (problem) => void problems.push(problem),
    }),
  );
  await lambda.start();
  codedeploy.start();
  cloudformation.start();
  const idle = async (): Promise<void> => {
    await alarms.settled();
    await codedeploy.idle();
    await lambda.idle();
    await provisioning.settled();
    await cloudformation.idle();
  };
  const advance = async (byMs: number): Promise<void> => {
    await clock.advance(byMs);
    await idle();
  };
  const engine = createEngine({ types, crashes, advance });
  const running = stack.move();
  return {
    ...engine,
    clients,
    lambda: lambda.operations,
    codedeploy: codedeploy.operations,
    cloudwatch: cloudwatch.operations,
    s3,
    iam,
    cloudformation: cloudformation.operations,
    problems,
    /** Events that functions were sent; nothing runs them. */
    events,
    clock,
    advance,
    async createRole(RoleName: string, service: string): Promise<string> {
      const trust = { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' };
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      const { Role } = await clients.iam.CreateRole({ RoleName, AssumeRolePolicyDocument }, call);
      return Role?.Arn ?? '';
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface EngineParts {
  readonly types: ReturnType<typeof createResourceTypes>;
  readonly crashes: boolean;
  readonly advance: (byMs: number) => Promise<void>;
}

function createEngine({ types, crashes, advance }: EngineParts) {
  async function run(first: Act, known: ResourceRecord, options: ActOptions): Promise<Ended> {
    const type = findType(types, first.settings.typeName);
    const notes: string[] = [];
    let act = first;
    for (let round = 0; round < roundsMax; round += 1) {
      const told = await options.before?.(round);
      if (told === 'cancel') act = { ...act, isCancelled: true };
      const record = { ...known, act };
      const handlerCall = {
        stack,
        record,
        act,
        isRollback: options.isRollback ?? false,
        peers: options.peers ?? [],
        origin,
      };
      if (crashes) await callHandler(type, handlerCall);
      const outcome = await callHandler(type, handlerCall);
      if (outcome.kind === 'broken') throw outcome.problem;
      if ('note' in outcome && outcome.note !== undefined) notes.push(outcome.note);
      if (outcome.kind !== 'in-progress') return { outcome, notes, live: liveOf(act, outcome), token: act.token };
      const { physicalId = act.physicalId, callbackContext, delayMs } = outcome;
      // What is saved is JSON.
      const saved = JSON.parse(JSON.stringify(callbackContext)) as JsonObject;
      act = { ...act, callbackContext: saved, ...(physicalId !== undefined && { physicalId }) };
      await advance(delayMs);
    }
    throw new Error('the act does not come to its end');
  }
  const create = (typeName: string, properties: JsonObject, options: ActOptions & { logicalId?: string } = {}) => {
    const settings = settingsOf(typeName, properties, options);
    return run(newAct('create', settings), freshRecord(options.logicalId ?? 'Thing', typeName), options);
  };
  return {
    create,
    /** Creates what the test needs; its failing fails the test. */
    async made(typeName: string, properties: JsonObject, options: ActOptions & { logicalId?: string } = {}) {
      const { outcome, live } = await create(typeName, properties, options);
      invariant(live !== undefined, `${typeName} is made: ${JSON.stringify(outcome)}`);
      return live;
    },
    update(live: LiveResource, properties: JsonObject, options: ActOptions = {}) {
      const { typeName, physicalId } = live;
      const act = { ...newAct('update', settingsOf(typeName, properties, options)), physicalId };
      return run(act, { ...freshRecord('Thing', typeName), live }, options);
    },
    delete(live: LiveResource, options: ActOptions = {}) {
      const { typeName, physicalId } = live;
      return run({ ...newAct('delete', live), physicalId }, { ...freshRecord('Thing', typeName), live }, options);
    },
  };
}

export const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/0b0e1c36-0000-4000-8000-000000000000';
// Handlers are told of the stack no more than these.
const stack = {
  ...owner,
  stackName: 'shop',
  id: '0b0e1c36-0000-4000-8000-000000000000',
} as unknown as StackRecord;

function liveOf(act: Act, outcome: CallOutcome): LiveResource | undefined {
  if (outcome.kind !== 'done' || act.kind === 'delete') return undefined;
  return { ...act.settings, physicalId: outcome.physicalId, attributes: outcome.attributes };
}

const settingsOf = (typeName: string, properties: JsonObject, { updatePolicy }: ActOptions): ResourceSettings => ({
  typeName,
  properties,
  dependsOn: [],
  deletionPolicy: 'Delete',
  updateReplacePolicy: 'Delete',
  stackTags: [{ key: 'team', value: 'checkout' }],
  ...(updatePolicy !== undefined && { updatePolicy }),
});

const newAct = (kind: Act['kind'], settings: ResourceSettings): Act => ({
  kind,
  isReplacement: false,
  token: systemRandom.uuid(),
  settings,
  dueAtMs: 0,
  failures: 0,
  isCancelled: false,
});

const freshRecord = (logicalId: string, typeName: string): ResourceRecord => ({
  logicalId,
  typeName,
  status: 'CREATE_IN_PROGRESS',
  updatedAtMs: 0,
  physicalId: '',
  stale: [],
});
