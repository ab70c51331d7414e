/** A platform: both planes, and the server before them. */
import { mkdirSync } from 'node:fs';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import type { Isolation } from '../execution/isolation.ts';
import type { FaultSource } from '../execution/injected-fault.ts';
import { createRuntimeCatalogue } from '../execution/runtimes.ts';
import type { KnownCredentials } from '../server/credentials.ts';
import { startHttpServer } from '../server/http-server.ts';
import { consoleLog, type ServerLog } from '../server/server-log.ts';
import type { Clock } from '../time/clock.ts';
import { systemRandom } from '../time/random.ts';
import { SystemClock } from '../time/system-clock.ts';
import { ClockKeeper, clockStart, readClockReading } from './clock-reading.ts';
import { ConfigError } from './config-error.ts';
import { openConsole, packageVersion, type PlatformConsole } from './console.ts';
import { resolveConfig, type PlatformConfig, type PlatformOptions } from './config.ts';
import { createControlThread } from './control-thread.ts';
import { type RunningDataPlane, startDataPlane } from './data-plane.ts';
import { chooseIsolation } from './isolation-choice.ts';
import { searchPath } from './search-path.ts';
import { ensureRootCredentials, type RootCredentials } from './root-credentials.ts';
import type { ControlPlane } from './planes.ts';
import { removeRunningFile, writeRunningFile } from './running-file.ts';

export interface Platform extends AsyncDisposable {
  /** Where the AWS APIs are served, as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Where the web console is served, with the token that opens it. Absent: there is none. */
  readonly consoleUrl?: string;
  readonly credentials: RootCredentials;
  readonly config: PlatformConfig;
  /** The one by which all of the platform goes. */
  readonly clock: Clock;
  /** What functions run in, and what that means. */
  readonly isolation: { readonly kind: Isolation['kind']; readonly remark: string };
  /** How far the platform's clock was ahead of the wall's when it started, in milliseconds. */
  readonly clockAheadMs: number;
}

/** What takes part in a platform from outside. */
export interface PlatformSeams {
  /** What goes wrong with invocations. @default nothing but what functions do */
  readonly faults?: FaultSource;
}

/**
 * Starts a platform and resolves once it serves. Throws {@link ConfigError} where the set-up is wrong,
 * and a `StorageError` where the data folder cannot be used.
 */
export async function startPlatform(
  options: PlatformOptions = {},
  log: ServerLog = consoleLog,
  { faults }: PlatformSeams = {},
): Promise<Platform> {
  const config = resolveConfig(options);
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const credentials = ensureRootCredentials(config.dataFolder, systemRandom);
  const { clock, epochRealMs, epochMs } = startClock(config);
  const { isolation, remark } = await chooseIsolation(config);
  const gate = new Gate();
  await using cleanup = new AsyncDisposableStack();
  const server = cleanup.use(await listen(config, (request, address) => gate.handle(request, address), log, clock));
  const endpoint = `http://${config.host}:${server.port}`;
  const console = await openConsole(config, { clock, random: systemRandom, log });
  if (console !== undefined) cleanup.use(console);
  const root = rootIdentity(credentials, config);
  const runtimes = createRuntimeCatalogue({ searchPath: searchPath() });
  const readings = cleanup.use(keepReadings(config, clock, log));
  const control = createControlThread({
    workerData: { config, root, origin: endpoint, clockEpoch: { epochRealMs, epochMs } },
    clock,
    log,
    onChanges: (changes) => console?.publish(changes),
    onRestarted: () => console?.reconnect(),
  });
  cleanup.use(control);
  const seams = { clock, random: systemRandom, log, faults };
  const data = startDataPlane({ config, root, runtimes, control, origin: endpoint, isolation, ...seams });
  cleanup.use(data);
  await control.start(data);
  // Not before: only now it is known that the folder is nobody else's.
  await readings.start();
  gate.open(data.handle);
  console?.open(showOf(config, { control, data, clock, endpoint, isolation: isolation.kind }));
  const { region, account } = config;
  const consoleUrl = console && { consoleUrl: console.url };
  writeRunningFile(config.dataFolder, { endpoint, ...consoleUrl, region, account, pid: process.pid });
  cleanup.defer(() => removeRunningFile(config.dataFolder));
  // Pages learn first that it ends.
  cleanup.defer(() => console?.[Symbol.asyncDispose]());
  cleanup.defer(() => server.drain());
  const started = cleanup.move();
  return {
    endpoint,
    ...consoleUrl,
    credentials,
    config,
    clock,
    isolation: { kind: isolation.kind, remark },
    clockAheadMs: epochMs - epochRealMs,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

interface Shown {
  readonly control: ControlPlane;
  readonly data: RunningDataPlane;
  readonly clock: Clock;
  readonly endpoint: string;
  readonly isolation: string;
}

/** What the console shows of a platform. */
function showOf(
  { region, account, speed, dataFolder }: PlatformConfig,
  { control, data, clock, endpoint, isolation }: Shown,
): Parameters<PlatformConsole['open']>[0] {
  const version = packageVersion();
  return {
    region,
    call: (call) => data.call(call),
    watchChanges: (isWatched) => control.watchChanges(isWatched),
    session: () => ({
      region,
      account,
      speed,
      now: clock.now() / 1000,
      endpoint,
      version,
      isolation,
      dataFolder,
    }),
  };
}

/** Goes on from where the folder's clock was, should that be ahead of the wall's. */
function startClock({ dataFolder, speed }: PlatformConfig) {
  const epochRealMs = new SystemClock().now();
  const epochMs = clockStart(readClockReading(dataFolder), epochRealMs);
  return { clock: new SystemClock({ speed, epochRealMs, epochMs }), epochRealMs, epochMs };
}

function keepReadings({ dataFolder, speed }: PlatformConfig, clock: Clock, log: ServerLog): ClockKeeper {
  const what = "What the clock shows could not be kept, so after a crash it may go back to the wall's time";
  return new ClockKeeper({ dataFolder, clock, speed, report: (problem) => log.failure(what, problem) });
}

type Handle = (request: WireRequest, remoteAddress: string) => Promise<WireResponse>;

/** Holds requests that come before the platform can answer them. */
class Gate {
  readonly #opened = Promise.withResolvers<Handle>();
  #handle: Handle | undefined;

  open(handle: Handle): void {
    this.#handle = handle;
    this.#opened.resolve(handle);
  }

  handle(request: WireRequest, remoteAddress: string): Promise<WireResponse> {
    if (this.#handle !== undefined) return this.#handle(request, remoteAddress);
    return this.#opened.promise.then((handle) => handle(request, remoteAddress));
  }
}

async function listen(config: PlatformConfig, handle: Handle, log: ServerLog, clock: Clock) {
  try {
    return await startHttpServer({ host: config.host, port: config.port, handle, log, clock });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const found =
      code === 'EADDRINUSE'
        ? `port ${config.port}, which another program uses`
        : `port ${config.port}, which this user may not use`;
    throw new ConfigError([
      { place: 'port', found, wanted: 'a free port', mend: 'stop the other program, or start with --port 0' },
    ]);
  }
}

function rootIdentity(
  { accessKeyId, secretAccessKey }: RootCredentials,
  { account }: PlatformConfig,
): KnownCredentials {
  return { accessKeyId, secretAccessKey, account, arn: `arn:aws:iam::${account}:root`, userId: account };
}
