/**
 * Puts the control plane together: the store, the services over it, and the runners that carry on
 * what was begun.
 */
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import type { RuntimeCatalogue } from '../execution/runtimes.ts';
import type { ConsoleChange } from '../server/console/changes.ts';
import type { KnownCredentials } from '../server/credentials.ts';
import { Dispatcher } from '../server/dispatcher.ts';
import { ExtensionServer } from '../server/extension-server.ts';
import { NamedCaller } from '../server/named-calls.ts';
import type { ServerLog } from '../server/server-log.ts';
import { startAlarmRunner, type AlarmRunner } from '../services/cloudwatch/alarm-runner.ts';
import { startRetentionRunner } from '../services/cloudwatch/retention-runner.ts';
import { createEventRunner, type EventRunner } from '../services/lambda/event-runner.ts';
import { startProvisioningRunner } from '../services/lambda/provisioning-runner.ts';
import { openZipPackageFolders } from '../services/lambda/zip-package-folders.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../storage/sqlite/sqlite-store.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { ChangeFeed } from './change-feed.ts';
import type { PlatformConfig } from './config.ts';
import { CustomResponses } from './custom-responses.ts';
import { describeHookOutcome } from './hook-outcomes.ts';
import { functionFolders } from './function-folders.ts';
import { deliverOutcome } from './lambda-destinations.ts';
import { createQueueSender } from './queue-sender.ts';
import { NotificationLinks } from './notification-links.ts';
import { PackageLinks, packagesPath } from './package-links.ts';
import type { ControlPlane, DataPlane } from './planes.ts';
import { rootCaller } from './root-credentials.ts';
import { createServices, type Services } from './services.ts';
import { startSweeper } from './sweeper.ts';
import { storeTelemetry, type TelemetryStore } from './telemetry-store.ts';

export interface ControlPlaneOptions {
  readonly config: PlatformConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ServerLog;
  readonly root: KnownCredentials;
  readonly runtimes: RuntimeCatalogue;
  readonly data: DataPlane;
  readonly origin: string;
  /** Takes what has changed, where that is watched. */
  readonly tellChanges?: (changes: readonly ConsoleChange[]) => void;
  /** When writes become durable; see `openSqliteStore`. */
  readonly commitMoment?: NonNullable<SqliteStoreOptions['commitMoment']>;
}

export interface RunningControlPlane extends ControlPlane, AsyncDisposable {
  servedOperations(service: string): readonly string[];
  /** Resolves when nothing is under way that only time or a request would move: for tests. */
  idle(): Promise<void>;
  /** Resolves when no asynchronous event is attempted or delivered: for tests. */
  eventsSettled(): Promise<void>;
}

/** Resolves once what is stored is routed and all runners run. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<RunningControlPlane> {
  const { clock, log, data } = options;
  await using stack = new AsyncDisposableStack();
  const store = stack.use(await openStore(options));
  const packages = await openPackages(store, options);
  const links = new PackageLinks(options.root.secretAccessKey, clock);
  const flushTelemetry = async (): Promise<void> => {
    await data.flushTelemetry();
    await telemetry.flushed();
  };
  const services = createServices({
    ...settingsOf(options),
    store,
    packages,
    links,
    flushTelemetry,
    sendEvent: (event) => events.enqueue(event),
  });
  const { lambda, logs, sns, codedeploy, cloudformation, served, credentials } = services;
  stack.use(logs);
  const telemetry = stack.use(storeTelemetry({ series: store.series, ingest: logs.ingest.bind(logs), clock, log }));
  stack.use(lambda);
  stack.use(sns);
  stack.use(services.events);
  stack.use(await lambda.startRouting((change) => data.apply(change)));
  stack.use(await services.apigateway.startServing((change) => data.applyStage(change)));
  const provisioning = stack.use(startProvisioning(services, data));
  stack.use(startSweeper({ store, packages, clock, log }));
  const events = stack.use(startEvents(options, { store, telemetry, services }));
  const alarms = stack.use(startAlarms(store, options, { services, flushTelemetry }));
  stack.use(codedeploy);
  stack.use(cloudformation);
  await lambda.start();
  stack.use(startRetention(store, options));
  sns.start();
  services.events.start();
  codedeploy.start();
  cloudformation.start();
  const feed = stack.use(createFeed(store, options));
  const running = stack.move();
  return {
    ...createHandlers(options, { services, links, store }),
    watchChanges: (isWatched) => feed.watch(isWatched),
    findCredentials: async (accessKeyId) => credentials.find(accessKeyId),
    issueCredentials: (spec) => credentials.issueFor(spec),
    enqueue: (event) => events.enqueue(event),
    record: (batch) => telemetry.take(batch).then(() => feed.noteTelemetry(batch)),
    servedOperations: (service) => Object.keys(served[service]?.operations ?? {}),
    eventsSettled: () => events.settled(),
    idle: () => idle(services, provisioning, alarms),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What services need and does not depend on what is stored. */
function settingsOf({ clock, random, runtimes, root, config, log, origin }: ControlPlaneOptions) {
  return {
    clock,
    random,
    runtimes,
    root,
    parity: config.parity,
    strictResources: config.strictResources,
    hasQueues: config.queues.kind !== 'none',
    reportFailure: log.failure.bind(log),
    notice: log.notice.bind(log),
    origin,
  };
}

function openStore({ config, clock, random, commitMoment }: ControlPlaneOptions): Promise<Store> {
  return openSqliteStore({ folder: config.dataFolder, clock, random, ...(commitMoment && { commitMoment }) });
}

function openPackages({ blobs }: Store, { config, random, clock }: ControlPlaneOptions) {
  return openZipPackageFolders({ folder: functionFolders(config.dataFolder).packages, blobs, random, clock });
}

interface HandlerSurroundings {
  readonly services: Services;
  readonly links: PackageLinks;
  readonly store: Store;
}

function createFeed({ documents }: Store, { clock, tellChanges }: ControlPlaneOptions): ChangeFeed {
  return new ChangeFeed({ documents, clock, tell: (changes) => tellChanges?.(changes) });
}

/** Requests as they travel, and calls by name. */
function createHandlers(
  options: ControlPlaneOptions,
  surroundings: HandlerSurroundings,
): Pick<ControlPlane, 'handle' | 'call'> {
  const { clock, random, log, origin } = options;
  const { codedeploy, lambda, credentials } = surroundings.services;
  const extensions = new ExtensionServer({
    extensions: { ...codedeploy.extensions, ...lambda.extensions },
    credentials,
    clock,
    random,
    log,
    origin,
  });
  return {
    handle: createRequestHandler(options, surroundings, extensions),
    call: createNamedCalls(options, surroundings, extensions),
  };
}

/** AWS's operations, and Serin's own as those of a service `serin`. */
function createNamedCalls(
  { random, log, origin, root }: ControlPlaneOptions,
  { services }: HandlerSurroundings,
  extensions: ExtensionServer,
): ControlPlane['call'] {
  const callerIn = rootCaller(root);
  const named = new NamedCaller({ services: services.served, callerIn, random, log, origin });
  return (call) => (call.service === 'serin' ? extensions.call(call, callerIn) : named.call(call));
}

/** Finds out what a request is: most are an operation, a few are an address that Serin gave to someone. */
function createRequestHandler(
  { clock, random, log, origin }: ControlPlaneOptions,
  { services, links, store }: HandlerSurroundings,
  extensions: ExtensionServer,
): ControlPlane['handle'] {
  const { served, credentials, sns, cloudformation } = services;
  const dispatcher = new Dispatcher({ services: served, credentials, clock, random, log, origin });
  const notificationLinks = new NotificationLinks(sns, random);
  const customResponses = new CustomResponses(cloudformation);
  const handle = (request: WireRequest): Promise<WireResponse> => {
    if (request.path.startsWith(packagesPath)) return links.serve(request, store.blobs);
    return extensions.serves(request) ? extensions.handle(request) : dispatcher.handle(request);
  };
  return (request) =>
    notificationLinks.handleUnsigned(request) ?? customResponses.handleUnsigned(request) ?? handle(request);
}

function startProvisioning({ context }: Services, data: DataPlane) {
  return startProvisioningRunner({
    context,
    provision: (functionArn, qualifier, _version, count) => provision(data, functionArn, qualifier, count),
  });
}

/** The data plane follows the stored configuration by itself; what is asked of it is how that went. */
async function provision(data: DataPlane, functionArn: string, qualifier: string, count: number) {
  return count === 0 ? ({ kind: 'ready' } as const) : data.provisioned(functionArn, qualifier);
}

function startRetention(store: Store, { clock, log }: ControlPlaneOptions): AsyncDisposable {
  const problemText = 'Old metrics could not be put together and will be tried again';
  return startRetentionRunner({ store, clock, report: (problem) => log.failure(problemText, problem) });
}

interface EventSurroundings {
  readonly store: Store;
  readonly telemetry: TelemetryStore;
  readonly services: Services;
}

function startEvents(
  { config, clock, log, data }: ControlPlaneOptions,
  { store, telemetry, services }: EventSurroundings,
): EventRunner {
  return createEventRunner({
    store,
    clock,
    dispatch: async (event) => {
      const outcome = await data.dispatch(event);
      await services.codedeploy.takeHookOutcome(describeHookOutcome(event, outcome));
      return outcome;
    },
    deliver: (delivery) => deliverOutcome(delivery, { ...services, queues: createQueueSender(config.queues, clock) }),
    record: (record) => telemetry.takeEvent(record),
    report: (problem) => log.failure('An asynchronous event could not be worked on and will be tried again', problem),
  });
}

interface AlarmSurroundings {
  readonly services: Services;
  readonly flushTelemetry: () => Promise<void>;
}

function startAlarms(
  store: Store,
  { clock, random, log }: ControlPlaneOptions,
  { services, flushTelemetry }: AlarmSurroundings,
): AlarmRunner {
  return startAlarmRunner({
    store,
    clock,
    random,
    metrics: services.cloudwatch.metrics,
    flushTelemetry,
    targets: { lambda: services.lambdaEvents, sns: services.sns.operations, events: services.events.inProcess },
    report: (problem) => log.failure('An alarm could not be looked after and will be tried again', problem),
  });
}

async function idle(
  { lambda, logs, sns, events, codedeploy, cloudformation }: Services,
  provisioning: Settling,
  alarms: Settling,
): Promise<void> {
  await alarms.settled();
  await cloudformation.idle();
  await codedeploy.idle();
  await events.idle();
  await sns.idle();
  await lambda.idle();
  await provisioning.settled();
  await logs.idle();
}

interface Settling {
  settled(): Promise<void>;
}
