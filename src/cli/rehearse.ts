/** `serin rehearse`: a deployment in seconds, with traffic and faults, and a report of whom it would have hurt. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackagingError } from '../packaging/packaging-error.ts';
import { OperationRefused } from '../rehearsal/aws-connection.ts';
import { composeReport } from '../rehearsal/compose-report.ts';
import { joinFaults, type Fault } from '../rehearsal/fault.ts';
import { bearableAtRest, choosePace } from '../rehearsal/pace.ts';
import { rehearse as perform } from '../rehearsal/rehearse.ts';
import type { RehearsalReport } from '../rehearsal/report.ts';
import {
  findBaseline,
  loadTemplate,
  locateTemplate,
  readTemplateFile,
  SourceError,
  type Baseline,
} from '../rehearsal/template-source.ts';
import { consoleLog } from '../server/server-log.ts';
import { SystemClock } from '../time/system-clock.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import { readEvents, type TrafficOption } from './rehearsal/events.ts';
import { describeJunit } from './rehearsal/report-junit.ts';
import { describeReport } from './rehearsal/report-text.ts';
import { paint, type Line } from './shift/lines.ts';

export interface RehearseOptions {
  readonly from?: string;
  readonly traffic: TrafficOption;
  /** Files by function. */
  readonly event: Readonly<Record<string, string>>;
  readonly fault: readonly Fault[];
  readonly speed?: number;
  readonly seed?: number;
  readonly parameter: Readonly<Record<string, string>>;
  readonly stackName: string;
  readonly region: string;
  readonly report: 'text' | 'json' | 'junit';
  readonly out?: string;
  readonly expect?: 'promote' | 'rollback';
  readonly keep?: boolean;
}

export async function rehearse(path: string, options: RehearseOptions): Promise<void> {
  const interruption = new AbortController();
  let signalled: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals): void => {
    signalled ??= signal;
    interruption.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  try {
    const report = await rehearseTemplate(path, options, interruption.signal);
    await print(report, options);
    process.exitCode = report.isPassed ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (signalled === undefined) throw asCommandError(error);
    process.stderr.write('serin: interrupted; nothing is left of the rehearsal\n');
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupt);
  }
  // As a program does that knows nothing of signals: whoever started it sees what ended it.
  if (signalled !== undefined) process.kill(process.pid, signalled);
}

async function rehearseTemplate(path: string, options: RehearseOptions, signal: AbortSignal): Promise<RehearsalReport> {
  const clock = new SystemClock();
  const startedAtMs = clock.now();
  const workFolder = await mkdtemp(join(tmpdir(), 'serin-rehearse-'));
  try {
    const templatePath = await locateTemplate(path);
    const baseline = await findBaseline(templatePath, options.from, workFolder);
    const fault = joinFaults(options.fault);
    const eventsOf = await readEvents(options.event, options.traffic.events);
    const wanted = { speed: options.speed, requestsPerSecond: options.traffic.requestsPerSecond };
    const { speed, requestsPerSecond } = choosePace(await readTemplateFile(templatePath), wanted, bearable());
    const rehearsed = await perform({
      baseline: (bucket) => loadTemplate(baseline.templatePath, bucket),
      target: (bucket) => loadTemplate(templatePath, bucket),
      stackName: options.stackName,
      parameters: options.parameter,
      region: options.region,
      speed,
      ...(fault !== undefined && { fault }),
      seed: options.seed ?? 1,
      requestsPerSecond,
      eventsOf,
      keep: options.keep === true,
      tell,
      log: consoleLog,
      signal,
    });
    if (options.keep === true) process.stderr.write(`serin: the rehearsal's data is in ${rehearsed.dataFolder}\n`);
    if (rehearsed.kind === 'unrehearsed') throw new CommandError(rehearsed.reason);
    const { evidence, traffic, isCodeMarked } = rehearsed;
    const expected = expectation(options.expect, fault);
    return composeReport(evidence, {
      template: templatePath,
      stackName: options.stackName,
      region: options.region,
      speed,
      tookSeconds: (clock.now() - startedAtMs) / 1000,
      baseline: describeBaseline(baseline, isCodeMarked),
      traffic: { requestsPerSecond, ...traffic },
      ...(fault !== undefined && { fault }),
      ...(expected !== undefined && { expected }),
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Less where others are at work on the machine, as its load tells. */
function bearable(): number {
  const [load = 0] = loadavg();
  return bearableAtRest * Math.min(1, Math.max(0.5, availableParallelism() / Math.max(load, 0.1)));
}

const describeBaseline = ({ kind, description }: Baseline, isCodeMarked: boolean) => ({
  kind,
  description,
  isCodeMarked,
});

/** Without a fault a change has to go all the way; what is to come of a fault, the caller says. */
function expectation(
  expect: RehearseOptions['expect'],
  fault: Fault | undefined,
): 'promoted' | 'rolledBack' | undefined {
  if (expect === undefined) return fault === undefined ? 'promoted' : undefined;
  return expect === 'promote' ? 'promoted' : 'rolledBack';
}

/** On a terminal alone: a log of CI has no use for it. */
function tell(progress: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${progress} …\n`);
}

async function print(report: RehearsalReport, { report: form, out }: RehearseOptions): Promise<void> {
  const text = out === undefined ? describe(report, form, process.stdout) : describe(report, form);
  if (out === undefined) process.stdout.write(text);
  else await writeFile(out, text);
}

function describe(report: RehearsalReport, form: RehearseOptions['report'], stream?: NodeJS.WriteStream): string {
  if (form === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  if (form === 'junit') return describeJunit(report, textOf(describeReport(report, 100)));
  const hasColors = stream?.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  const width = Math.min(stream?.columns ?? 100, 120);
  return textOf(describeReport(report, width), hasColors);
}

const textOf = (lines: readonly Line[], hasColors = false): string =>
  `${lines.map((line) => paint(line, hasColors)).join('\n')}\n`;

/** What is wrong with what was given is said in a line. */
function asCommandError(error: unknown): unknown {
  if (error instanceof SourceError) return new CommandError(error.message, exitCodes.wrongUsage);
  if (error instanceof OperationRefused && error.message.endsWith('must have values'))
    return new CommandError(`${error.message}: give them with --parameter NAME=VALUE`, exitCodes.wrongUsage);
  if (error instanceof PackagingError || error instanceof OperationRefused) return new CommandError(error.message);
  return error;
}
