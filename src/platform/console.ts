/** The console's port of a platform. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type RunningConsole, startConsoleServer } from '../server/console/console-server.ts';
import type { ServerLog } from '../server/server-log.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { ConfigError } from './config-error.ts';
import type { PlatformConfig } from './config.ts';
import { ensureConsoleToken } from './console-token.ts';

export interface PlatformConsole extends RunningConsole {
  /** With the token: what a person opens. */
  readonly url: string;
}

export interface ConsoleSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ServerLog;
}

export const defaultConsolePort = 4567;

/** `undefined`: none is wanted. Throws {@link ConfigError} where the port that was asked for cannot be had. */
export async function openConsole(
  { host, consolePort, dataFolder }: PlatformConfig,
  { clock, random, log }: ConsoleSurroundings,
): Promise<PlatformConsole | undefined> {
  if (consolePort === undefined) return undefined;
  const token = ensureConsoleToken(dataFolder, random);
  const start = (port: number): Promise<RunningConsole> =>
    startConsoleServer({ host, port, token, pageFolder, clock, log });
  const console = await listen(consolePort, start);
  return { ...console, url: `http://${host}:${console.port}/?token=${token}` };
}

async function listen(
  port: number | 'default',
  start: (port: number) => Promise<RunningConsole>,
): Promise<RunningConsole> {
  const wanted = port === 'default' ? defaultConsolePort : port;
  try {
    return await start(wanted);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    // Nobody asked for this one, so a second platform on a machine goes without it.
    if (port === 'default') return start(0);
    const why = code === 'EADDRINUSE' ? 'which another program uses' : 'which this user may not use';
    throw new ConfigError([
      {
        place: 'console port',
        found: `port ${port}, ${why}`,
        wanted: 'a free port',
        mend: 'stop the other program, or start with --console-port 0 or --no-console',
      },
    ]);
  }
}

/** In a checkout where Vite has built it, in the published package beside the program. */
const pageFolder = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../console/dist/' : '../console/', import.meta.url),
);

/** Serin's own. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
