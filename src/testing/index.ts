/**
 * A whole platform in one process, for tests: the real server, services, store and execution
 * environments, with both planes on one thread and a clock that stands still until it is advanced.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntimeCatalogue, type RuntimeCatalogue } from '../execution/runtimes.ts';
import { invariant } from '../invariant.ts';
import { resolveConfig, type PlatformOptions } from '../platform/config.ts';
import { startControlPlane, type RunningControlPlane } from '../platform/control-plane.ts';
import { startDataPlane, type RunningDataPlane } from '../platform/data-plane.ts';
import type { ControlPlane, DataPlane } from '../platform/planes.ts';
import { ensureRootCredentials, type RootCredentials } from '../platform/root-credentials.ts';
import { searchPath } from '../platform/search-path.ts';
import { startHttpServer } from '../server/http-server.ts';
import { consoleLog, type ServerLog } from '../server/server-log.ts';
import type { Clock } from '../time/clock.ts';
import { systemRandom } from '../time/random.ts';
import type { SystemClock } from '../time/system-clock.ts';
import { VirtualClock } from '../time/virtual-clock.ts';

export { VirtualClock } from '../time/virtual-clock.ts';

export interface TestPlatformOptions {
  /** As the platform's own. Without a data folder, one is made and removed again. */
  readonly platform?: PlatformOptions;
  /** @default a virtual clock */
  readonly clock?: VirtualClock | SystemClock;
  /**
   * `any` lets functions of every runtime be created, though not invoked: for tests of the control
   * plane that do not care what the machine has. @default 'machine'
   */
  readonly runtimes?: 'machine' | 'any';
  readonly log?: ServerLog;
}

export interface TestPlatform extends AsyncDisposable {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly credentials: RootCredentials;
  readonly dataFolder: string;
  readonly clock: VirtualClock | SystemClock;
  /** What an AWS SDK client of JavaScript is made with. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: RootCredentials;
    readonly forcePathStyle: true;
  };
  /** Names of the operations of a service that have a handler. */
  servedOperations(service: string): readonly string[];
  /** Moves a virtual clock on, and resolves when what that started has been carried out. */
  advance(byMs: number): Promise<void>;
}

export async function startTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  await using stack = new AsyncDisposableStack();
  const dataFolder = options.platform?.dataFolder ?? temporaryFolder(stack);
  const config = resolveConfig({ ...options.platform, dataFolder, server: { port: 0, ...options.platform?.server } });
  const clock = options.clock ?? new VirtualClock();
  const log = options.log ?? consoleLog;
  const credentials = ensureRootCredentials(dataFolder, systemRandom);
  const root = {
    ...credentials,
    account: config.account,
    arn: `arn:aws:iam::${config.account}:root`,
    userId: config.account,
  };
  const runtimes = runtimesFor(options.runtimes ?? 'machine');
  const late: LatePlanes = {};
  const server = stack.use(
    await startHttpServer({
      host: config.host,
      port: config.port,
      log,
      clock,
      handle: (request, address) => required(late.data).handle(request, address),
    }),
  );
  const endpoint = `http://${config.host}:${server.port}`;
  const shared = { config, clock, random: systemRandom, log, root, runtimes, origin: endpoint };
  const data = startDataPlane({ ...shared, control: lateControl(late) });
  late.data = data;
  late.control = stack.use(await startControlPlane({ ...shared, data: lateData(late), commitMoment: 'at-once' }));
  // The data plane ends first: what its functions still say goes into the store.
  stack.use(data);
  stack.defer(() => server.drain());
  const started = stack.move();
  const { region, account } = config;
  return {
    endpoint,
    region,
    account,
    credentials,
    dataFolder,
    clock,
    clientConfig: { endpoint, region, credentials, forcePathStyle: true },
    servedOperations: (service) => [
      ...required(late.control).servedOperations(service),
      ...required(late.data).servedOperations(service),
    ],
    advance: (byMs) => advance(clock, byMs, required(late.control)),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

interface LatePlanes {
  control?: RunningControlPlane;
  data?: RunningDataPlane;
}

/** Each plane is made with the other: what is asked before both are there is a mistake of ours. */
function required<T>(plane: T | undefined): T {
  invariant(plane !== undefined, 'both planes are made before a request is served');
  return plane;
}

function lateControl(late: LatePlanes): ControlPlane {
  return {
    handle: (request) => required(late.control).handle(request),
    call: (call) => required(late.control).call(call),
    watchChanges: (isWatched) => required(late.control).watchChanges(isWatched),
    findCredentials: (accessKeyId) => required(late.control).findCredentials(accessKeyId),
    issueCredentials: (spec) => required(late.control).issueCredentials(spec),
    enqueue: (event) => required(late.control).enqueue(event),
    record: async (batch) => late.control?.record(batch),
  };
}

function lateData(late: LatePlanes): DataPlane {
  return {
    apply: (change) => required(late.data).apply(change),
    applyStage: (change) => required(late.data).applyStage(change),
    dispatch: (event) => required(late.data).dispatch(event),
    provisioned: (functionArn, qualifier) => required(late.data).provisioned(functionArn, qualifier),
    flushTelemetry: async () => late.data?.flushTelemetry(),
  };
}

async function advance(clock: Clock, byMs: number, control: RunningControlPlane): Promise<void> {
  invariant(clock instanceof VirtualClock, 'only a virtual clock is moved by hand');
  await clock.advance(byMs);
  await control.idle();
}

function temporaryFolder(stack: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'serin-test-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The machine's, looked at once for all platforms of a process. */
let machine: RuntimeCatalogue | undefined;

function runtimesFor(which: 'machine' | 'any'): RuntimeCatalogue {
  machine ??= createRuntimeCatalogue({ searchPath: searchPath() });
  const catalogue = machine;
  return which === 'machine' ? catalogue : { find: catalogue.find, whyUnavailable: async () => undefined };
}
