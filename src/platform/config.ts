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
  readonly execution?: {
    /** Execution environments at a time, over all functions. @default 100 */
    readonly environmentsMax?: number;
    /** Invocations that may wait for one. @default 1000 */
    readonly waitingMax?: number;
    /** How long an idle environment is kept warm, real milliseconds. @default 300_000 */
    readonly idleTimeoutMs?: number;
  };
}

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
  readonly environmentsMax: number;
  readonly waitingMax: number;
  readonly idleTimeoutMs: number;
}

const knownKeys: Readonly<Record<string, readonly string[] | undefined>> = {
  dataFolder: undefined,
  server: ['port', 'consolePort'],
  clock: ['speed'],
  aws: ['region', 'account'],
  routing: ['kind', 'header'],
  deployment: ['parity'],
  stacks: ['strictResources'],
  execution: ['environmentsMax', 'waitingMax', 'idleTimeoutMs'],
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
    environmentsMax: options.execution?.environmentsMax ?? 100,
    waitingMax: options.execution?.waitingMax ?? 1000,
    idleTimeoutMs: options.execution?.idleTimeoutMs ?? 300_000,
  };
  const problems = [...unknownKeys(options), ...wrongValues(config)];
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
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
  check(
    isCount(config.environmentsMax),
    'execution.environmentsMax',
    config.environmentsMax,
    'a whole number of at least 1',
  );
  check(isCount(config.waitingMax), 'execution.waitingMax', config.waitingMax, 'a whole number of at least 1');
  check(isCount(config.idleTimeoutMs), 'execution.idleTimeoutMs', config.idleTimeoutMs, 'milliseconds, at least 1');
  return problems;
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
