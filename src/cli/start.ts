import { startPlatform, type Platform } from '../platform/platform.ts';
import type { RoutingMode } from '../services/lambda/weighted-routing.ts';
import { ConfigError } from '../platform/config-error.ts';

export interface StartOptions {
  readonly port: number;
  readonly consolePort?: number;
  readonly console: boolean;
  readonly data: string;
  readonly speed: number;
  readonly region: string;
  readonly account: string;
  readonly routing: string;
  readonly parity: string;
  readonly strictResources: boolean;
  readonly json?: boolean;
}

/** `serin start`: serves until it is told to stop. */
export async function start(options: StartOptions): Promise<void> {
  const platform = await startPlatform({
    dataFolder: options.data,
    server: { port: options.port, ...(options.console && { consolePort: options.consolePort ?? 'default' }) },
    clock: { speed: options.speed },
    aws: { region: options.region, account: options.account },
    routing: parseRouting(options.routing),
    deployment: { parity: parseParity(options.parity) },
    stacks: { strictResources: options.strictResources },
  });
  const stop = (): void => {
    void platform[Symbol.asyncDispose]().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  if (options.json === true) {
    const { endpoint, config, consoleUrl } = platform;
    process.stdout.write(
      `${JSON.stringify({ endpoint, consoleUrl, dataFolder: config.dataFolder, region: config.region, account: config.account, speed: config.speed })}\n`,
    );
    return;
  }
  process.stderr.write(notes(platform, options.data));
  process.stdout.write(`Serin is ready: ${platform.endpoint}\n`);
}

function notes({ config: { dataFolder, speed }, clockAheadMs, consoleUrl }: Platform, data: string): string {
  const flag = data === '.serin' ? '' : ` --data ${data}`;
  return [
    `Data:      ${dataFolder}`,
    'Isolation: process (each function in a process of its own; it can read what this user can read)',
    ...describeClock(speed, clockAheadMs),
    ...(consoleUrl === undefined ? [] : [`Console:   ${consoleUrl}`]),
    `Clients:   eval "$(serin env${flag})"   or   serin exec${flag} -- aws lambda list-functions`,
    '',
  ].join('\n');
}

/** Nothing of a clock that is the wall's. */
function describeClock(speed: number, aheadMs: number): string[] {
  const parts = [
    ...(speed === 1 ? [] : [`${speed} times as fast as the wall's`]),
    // It does not go back to the wall's time when it is started anew.
    ...(aheadMs === 0 ? [] : [`${(aheadMs / 60_000).toFixed(1)} minutes ahead of the wall's`]),
  ];
  return parts.length === 0 ? [] : [`Clock:     ${parts.join(', ')}`];
}

function parseRouting(text: string): RoutingMode {
  if (text === 'random' || text === 'lowVariance') return { kind: text };
  const header = /^sticky:(.+)$/.exec(text)?.[1];
  if (header !== undefined) return { kind: 'sticky', header };
  throw new ConfigError([{ place: '--routing', found: text, wanted: 'random, lowVariance or sticky:<header>' }]);
}

function parseParity(text: string): 'improved' | 'strict' {
  if (text === 'improved' || text === 'strict') return text;
  throw new ConfigError([{ place: '--parity', found: text, wanted: 'improved or strict' }]);
}
