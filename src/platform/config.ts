/** The options of a platform, and the whole, frozen configuration that follows from them. */
import { resolve } from 'node:path';
import type { RoutingMode } from '../services/lambda/weighted-routing.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';

export interface PlatformOptions {
  /** Folder of all that Serin keeps. @default '.serin' */
  readonly dataFolder?: string;
  readonly server?: {
    /** Port of the AWS APIs; 0 takes a free one. @default 4566 */
    readonly port?: number;
    /**
     * Port of the web console; 0 takes a free one, and so does `default` where another program uses
     * 4567. @default no console
     */
    readonly consolePort?: number | 'default';
  };
  readonly clock?: {
    /** How many of the platform's seconds pass in one real second. @default 1 */
    readonly speed?: number;
  };
  readonly aws?: {
    /** Where a request's signature names no other. @default 'us-east-1' */
    readonly region?: string;
    /** Twelve digits. @default '000000000000' */
    readonly account?: string;
  };
  /** How a weighted alias chooses between its two versions. @default { kind: 'random' } */
  readonly routing?: RoutingMode;
  readonly deployment?: {
    /**
     * `strict` keeps to AWS's own behaviour where Serin's is better: a hook is told nothing of what it
     * tests, and one whose function breaks is awaited for an hour. @default 'improved'
     */
    readonly parity?: 'improved' | 'strict';
  };
  readonly stacks?: {
    /**
     * Refuse templates with resources of which Serin carries nothing out, before anything is made; else
     * they are recorded, and answer `Ref` and `Fn::GetAtt`. @default false
     */
    readonly strictResources?: boolean;
  };
  /** Where SQS queues are that functions name as destinations and dead-letter targets. @default { kind: 'none' } */
  readonly queues?: QueueOptions;
  readonly execution?: {
    /**
     * What keeps functions apart from your files and from one another: `bubblewrap` (Linux namespaces),
     * or `process` alone. `auto`: the former where it works. @default 'auto'
     */
    readonly isolation?: 'auto' | 'process' | 'bubblewrap';
    /** Execution environments at a time, over all functions. @default 100 */
    readonly environmentsMax?: number;
    /** Invocations that may wait for one. @default 1000 */
    readonly waitingMax?: number;
    /** How long an idle environment is kept warm, real milliseconds. @default 300_000 */
    readonly idleTimeoutMs?: number;
    /**
     * Processes that are started before it is known for which function, at most at once; 0 starts none.
     * They make cold starts short, and each holds about 12 MB of its own. Beside them at most two places
     * wait in which Node is yet to start, for functions of other memory sizes. @default 4
     */
    readonly preStartedMax?: number;
    /** The memory sizes of all environments together, MB. @default four times the machine's memory */
    readonly memoryMiBMax?: number;
    /**
     * How much of the machine's memory stays free, MB: with less, idle environments are stopped, and
     * others wait for those there. @default a tenth of the machine's memory, at most 512
     */
    readonly memoryReserveMiB?: number;
    /** How long invocations that run may take to end when Serin is stopped, real milliseconds. @default 5000 */
    readonly drainMs?: number;
  };
}

/** Serin has no SQS of its own. */
export type QueueOptions =
  /** Nowhere: functions that name a queue are refused. */
  | { readonly kind: 'none' }
  /** Functions may name queues; what was to be sent there is told to the log, and goes nowhere. */
  | { readonly kind: 'unheard' }
  /** On a server that speaks SQS's API. */
  | {
      readonly kind: 'endpoint';
      /** As `http://127.0.0.1:9324`. */
      readonly url: string;
      /**
       * Signs the requests. @default what the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
       * AWS_SESSION_TOKEN say, or else a key that only a server takes which checks none
       */
      readonly credentials?: QueueCredentials;
    };

export interface QueueCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As {@link QueueOptions}, with the credentials that it comes down to. */
export type QueueConfig =
  | Exclude<QueueOptions, { readonly kind: 'endpoint' }>
  | { readonly kind: 'endpoint'; readonly url: string; readonly credentials: QueueCredentials };

export interface PlatformConfig {
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  /** Absent: there is no console. */
  readonly consolePort?: number | 'default';
  readonly speed: number;
  readonly region: string;
  readonly account: string;
  readonly routing: RoutingMode;
  readonly parity: 'improved' | 'strict';
  readonly strictResources: boolean;
  readonly queues: QueueConfig;
  readonly isolation: 'auto' | 'process' | 'bubblewrap';
  readonly environmentsMax: number;
  readonly waitingMax: number;
  readonly idleTimeoutMs: number;
  readonly preStartedMax: number;
  /** Absent: what follows from the machine. */
  readonly memoryMiBMax: number | undefined;
  readonly memoryReserveMiB: number | undefined;
  readonly drainMs: number;
}

const knownKeys: Readonly<Record<string, readonly string[] | undefined>> = {
  dataFolder: undefined,
  server: ['port', 'consolePort'],
  clock: ['speed'],
  aws: ['region', 'account'],
  routing: ['kind', 'header'],
  deployment: ['parity'],
  stacks: ['strictResources'],
  queues: ['kind', 'url', 'credentials'],
  execution: [
    'isolation',
    'environmentsMax',
    'waitingMax',
    'idleTimeoutMs',
    'preStartedMax',
    'memoryMiBMax',
    'memoryReserveMiB',
    'drainMs',
  ],
};

/** Fills in the defaults. Throws {@link ConfigError} with everything that is wrong. */
export function resolveConfig(options: PlatformOptions): PlatformConfig {
  const config: PlatformConfig = {
    dataFolder: resolve(options.dataFolder ?? '.serin'),
    // Closed by default: only this machine reaches the platform.
    host: '127.0.0.1',
    port: options.server?.port ?? 4566,
    ...(options.server?.consolePort !== undefined && { consolePort: options.server.consolePort }),
    speed: options.clock?.speed ?? 1,
    region: options.aws?.region ?? 'us-east-1',
    account: options.aws?.account ?? '000000000000',
    routing: options.routing ?? { kind: 'random' },
    parity: options.deployment?.parity ?? 'improved',
    strictResources: options.stacks?.strictResources ?? false,
    queues: resolveQueues(options.queues ?? { kind: 'none' }),
    isolation: options.execution?.isolation ?? 'auto',
    environmentsMax: options.execution?.environmentsMax ?? 100,
    waitingMax: options.execution?.waitingMax ?? 1000,
    idleTimeoutMs: options.execution?.idleTimeoutMs ?? 300_000,
    preStartedMax: options.execution?.preStartedMax ?? 4,
    memoryMiBMax: options.execution?.memoryMiBMax,
    memoryReserveMiB: options.execution?.memoryReserveMiB,
    drainMs: options.execution?.drainMs ?? 5000,
  };
  const problems = [...unknownKeys(options), ...wrongValues(config)];
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

function resolveQueues(queues: QueueOptions): QueueConfig {
  if (queues.kind !== 'endpoint') return queues;
  return { ...queues, credentials: queues.credentials ?? environmentCredentials() };
}

function environmentCredentials(): QueueCredentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined)
    return { accessKeyId: 'serin', secretAccessKey: 'serin' };
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return AWS_SESSION_TOKEN === undefined ? credentials : { ...credentials, sessionToken: AWS_SESSION_TOKEN };
}

function unknownKeys(options: PlatformOptions): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const report = (place: string, allowed: readonly string[]): void => {
    problems.push({ place, found: 'an unknown option', wanted: `one of ${allowed.join(', ')}` });
  };
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(knownKeys, name)) report(name, Object.keys(knownKeys));
    const inner = knownKeys[name];
    if (inner === undefined || typeof value !== 'object' || value === null) continue;
    for (const key of Object.keys(value)) if (!inner.includes(key)) report(`${name}.${key}`, inner);
  }
  return problems;
}

function wrongValues(config: PlatformConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const check = (isRight: boolean, place: string, found: unknown, wanted: string): void => {
    if (!isRight) problems.push({ place, found: String(found), wanted });
  };
  const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;
  check(isPort(config.port), 'port', config.port, 'a port from 0 to 65535');
  const { consolePort = 'default' } = config;
  check(consolePort === 'default' || isPort(consolePort), 'console port', consolePort, 'a port from 0 to 65535');
  check(config.speed > 0 && config.speed <= 10_000, 'speed', config.speed, 'a number above 0, at most 10000');
  check(/^[a-z]{2}(-[a-z]+)+-\d$/.test(config.region), 'region', config.region, 'a region such as us-east-1');
  check(/^\d{12}$/.test(config.account), 'account', config.account, 'twelve digits');
  check(
    ['random', 'lowVariance', 'sticky'].includes(config.routing.kind),
    'routing',
    config.routing.kind,
    'random, lowVariance or sticky',
  );
  check(['improved', 'strict'].includes(config.parity), 'parity', config.parity, 'improved or strict');
  const { queues } = config;
  check(['none', 'unheard', 'endpoint'].includes(queues.kind), 'queues', queues.kind, 'none, unheard or endpoint');
  if (queues.kind === 'endpoint')
    check(isHttpUrl(queues.url), 'SQS endpoint', queues.url, 'an address with http or https');
  check(
    ['auto', 'process', 'bubblewrap'].includes(config.isolation),
    'isolation',
    config.isolation,
    'auto, process or bubblewrap',
  );
  for (const [name, least, wanted] of executionCounts) {
    const value = config[name];
    const isRight = value === undefined || (Number.isInteger(value) && value >= least);
    check(isRight, `execution.${name}`, value, wanted);
  }
  return problems;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

const executionCounts = [
  ['environmentsMax', 1, 'a whole number of at least 1'],
  ['waitingMax', 1, 'a whole number of at least 1'],
  ['idleTimeoutMs', 1, 'milliseconds, at least 1'],
  ['preStartedMax', 0, 'a whole number of at least 0'],
  ['memoryMiBMax', 128, 'a whole number of at least 128'],
  ['memoryReserveMiB', 0, 'a whole number of at least 0'],
  ['drainMs', 0, 'milliseconds, at least 0'],
] as const;
