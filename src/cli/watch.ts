import { constants } from 'node:os';
import { connect, type ConnectOptions, type Connection } from './connection.ts';
import { exitCodes } from './exit-codes.ts';
import { findNewestRunning, type GroupOptions } from './find-deployment.ts';
import { describeChanges } from './shift/changes.ts';
import { followDeployment, type Sight } from './shift/follow.ts';
import { renderScreen } from './shift/screen.ts';
import { formatJson, type Snapshot } from './shift/snapshot.ts';
import { isAsciiOnly, isTerminal, Terminal } from './terminal.ts';

export interface WatchOptions extends ConnectOptions, GroupOptions {
  /** Seconds between two looks. */
  readonly interval: number;
  readonly json?: boolean;
}

/** `serin watch`: shows a deployment until it ends. Exit code 1 where it did not succeed. */
export async function watch(deployment: string | undefined, options: WatchOptions): Promise<void> {
  const connection = await connect(options);
  const deploymentId = await findNewestRunning(connection.client, deployment, options);
  await showDeployment(connection, deploymentId, options);
}

/** Sets the exit code by how the deployment ends. */
export async function showDeployment(
  connection: Connection,
  deploymentId: string,
  { interval, json }: { readonly interval: number; readonly json?: boolean },
): Promise<void> {
  const sights = followDeployment(connection, deploymentId, { intervalMs: interval * 1000 });
  endWithReader();
  const last = json === true ? await printJson(sights) : await showToPerson(sights, deploymentId);
  process.exitCode = last?.deployment.status === 'Succeeded' ? exitCodes.done : exitCodes.failed;
}

type Sights = AsyncIterable<Sight>;

const showToPerson = (sights: Sights, deploymentId: string): Promise<Snapshot | undefined> =>
  isTerminal(process.stdout, process.env) ? draw(sights, deploymentId) : printLines(sights);

async function draw(sights: Sights, deploymentId: string): Promise<Snapshot | undefined> {
  if (!isTerminal(process.stdout, process.env)) return undefined;
  using terminal = new Terminal(process.stdout, process.env);
  const isAscii = isAsciiOnly(process.env);
  let last: Snapshot | undefined;
  let notice: string | undefined;
  const redraw = (): void => {
    if (last === undefined) return;
    terminal.draw(renderScreen(last, { ...terminal.size, isAscii, ...(notice !== undefined && { notice }) }));
  };
  const leave = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
    terminal[Symbol.dispose]();
    const isRunning = last?.isFinal !== true;
    if (isRunning) process.stdout.write(`\nThe deployment goes on. To watch it again: serin watch ${deploymentId}\n`);
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
  process.stdout.on('resize', redraw);
  for await (const sight of sights) {
    if (sight.kind === 'seen') last = sight.snapshot;
    notice = sight.kind === 'lost' ? `${sight.message}. Trying again.` : undefined;
    redraw();
  }
  process.stdout.off('resize', redraw);
  return last;
}

async function printLines(sights: Sights): Promise<Snapshot | undefined> {
  let last: Snapshot | undefined;
  let isLost = false;
  for await (const sight of sights) {
    if (sight.kind === 'seen') {
      for (const line of describeChanges(last, sight.snapshot)) process.stdout.write(`${line}\n`);
      last = sight.snapshot;
    } else if (!isLost) {
      process.stderr.write(`serin: ${sight.message}. Trying again.\n`);
    }
    isLost = sight.kind === 'lost';
  }
  return last;
}

/** One object per change, of which the last one is final. */
async function printJson(sights: Sights): Promise<Snapshot | undefined> {
  let last: Snapshot | undefined;
  for await (const sight of sights) {
    if (sight.kind === 'lost') continue;
    const { snapshot } = sight;
    if (last === undefined || contentOf(last) !== contentOf(snapshot))
      process.stdout.write(`${formatJson(snapshot)}\n`);
    last = snapshot;
  }
  return last;
}

/** All but when it was looked at. */
const contentOf = (snapshot: Snapshot): string => JSON.stringify({ ...snapshot, observedAt: 0 });

/** Whoever reads may have seen enough, as `head` does. */
function endWithReader(): void {
  process.stdout.once('error', () => process.exit());
}
