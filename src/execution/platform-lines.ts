/**
 * The lines that Lambda itself writes to a function's log, in both formats.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
 */
import { fillLine, splitValues, type LineForm } from '../aws/line-form.ts';
import type { VersionSpec } from './execution-host.ts';

export type InitializationType = 'on-demand' | 'provisioned-concurrency';

/** How a phase ended. */
export type PhaseStatus =
  | { readonly kind: 'success' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'error'; readonly errorType: string };

export type PlatformEvent =
  | {
      readonly kind: 'init-start';
      readonly initializationType: InitializationType;
      readonly runtimeVersion: RuntimeVersion;
    }
  | {
      readonly kind: 'init-report';
      readonly initializationType: InitializationType;
      readonly phase: 'init' | 'invoke';
      readonly status: PhaseStatus;
      readonly durationMs: number;
    }
  | { readonly kind: 'start'; readonly requestId: string }
  | {
      readonly kind: 'end';
      readonly requestId: string;
      readonly status: PhaseStatus;
      readonly durationMs: number;
      readonly producedBytes: number;
    }
  | ({ readonly kind: 'report' } & Report);

export interface Report {
  readonly requestId: string;
  readonly status: PhaseStatus;
  readonly durationMs: number;
  readonly initDurationMs: number | undefined;
  readonly maxMemoryUsedMiB: number;
}

export interface RuntimeVersion {
  /** As `nodejs:22.v1`. */
  readonly name: string;
  readonly arn: string;
}

/** Since August 2025 the init of a cold start is paid for, too. */
function billedDurationMs(report: Report): number {
  return Math.ceil(report.durationMs + (report.initDurationMs ?? 0));
}

/** The line in the text format; `undefined` for events that this format does not tell. */
export function describeText(spec: VersionSpec, event: PlatformEvent): string | undefined {
  switch (event.kind) {
    case 'init-start':
      return `INIT_START Runtime Version: ${event.runtimeVersion.name}\tRuntime Version ARN: ${event.runtimeVersion.arn}\n`;
    case 'init-report':
      if (event.status.kind === 'success') return undefined;
      return `INIT_REPORT Init Duration: ${event.durationMs.toFixed(2)} ms\tPhase: ${event.phase}\t${describeStatus(event.status)}\n`;
    case 'start':
      return fillLine(linesOf(spec).start, [event.requestId]);
    case 'end':
      return fillLine(endLine, [event.requestId]);
    case 'report': {
      const init = event.initDurationMs === undefined ? '' : `Init Duration: ${event.initDurationMs.toFixed(2)} ms\t`;
      return `${fillLine(linesOf(spec).report, splitValues(reportValues(event)))}${init}${describeStatus(event.status)}\n`;
    }
  }
}

type LinePattern = LineForm[number];

/** The lines of a version's invocations in the text format. */
export interface InvocationLines {
  readonly start: LinePattern;
  /** Without what stands behind it where an invocation was the first, or failed. */
  readonly report: LinePattern;
  /** Of one that has begun, while nothing else is told of it. */
  readonly begun: LineForm;
  /** Of one that has ended well, and of which nothing else was told. */
  readonly ended: LineForm;
}

const knownLines = new WeakMap<VersionSpec, InvocationLines>();

export function linesOf(spec: VersionSpec): InvocationLines {
  const known = knownLines.get(spec);
  if (known !== undefined) return known;
  const start = parseLine(`START RequestId: {0} Version: ${spec.version}\n`);
  const memory = `Memory Size: ${spec.memoryMiB} MB\tMax Memory Used: {3} MB\t`;
  const report = parseLine(`REPORT RequestId: {0}\tDuration: {1} ms\tBilled Duration: {2} ms\t${memory}`);
  const lines = { start, report, begun: [start], ended: [start, endLine, [...report, '\n']] };
  knownLines.set(spec, lines);
  return lines;
}

const endLine = parseLine('END RequestId: {0}\n');

/** A line with the places of its values in braces. */
function parseLine(text: string): LinePattern {
  return text.split(/\{(\d)\}/).map((part, index) => (index % 2 === 0 ? part : Number(part)));
}

/** The values of a report, and of all lines of {@link InvocationLines.ended}. Those before are the request's ID alone. */
export function reportValues(report: Report): string {
  const { requestId, durationMs, maxMemoryUsedMiB } = report;
  return `${requestId}\t${durationMs.toFixed(2)}\t${billedDurationMs(report)}\t${maxMemoryUsedMiB}`;
}

function describeStatus(status: PhaseStatus): string {
  switch (status.kind) {
    case 'success':
      return '';
    case 'timeout':
      return 'Status: timeout';
    case 'error':
      return `Status: error\tError Type: ${status.errorType}`;
  }
}

const levels: readonly string[] = ['DEBUG', 'INFO', 'WARN'];

/** The line in the JSON format; `undefined` for events below the configured level. */
export function describeJson(spec: VersionSpec, event: PlatformEvent, atMs: number): string | undefined {
  const least = levels.indexOf(spec.systemLogLevel ?? 'INFO');
  if (levels.indexOf(levelOf(event)) < least) return undefined;
  const time = new Date(atMs).toISOString();
  return `${JSON.stringify({ time, ...describeRecord(spec, event) })}\n`;
}

function levelOf(event: PlatformEvent): string {
  switch (event.kind) {
    case 'init-start':
    case 'start':
      return 'INFO';
    case 'init-report':
      if (event.status.kind !== 'success') return 'WARN';
      return event.initializationType === 'on-demand' ? 'DEBUG' : 'INFO';
    case 'end':
      return event.status.kind === 'success' ? 'DEBUG' : 'WARN';
    case 'report':
      return event.status.kind === 'success' ? 'INFO' : 'WARN';
  }
}

function describeRecord(spec: VersionSpec, event: PlatformEvent): { readonly type: string; readonly record: object } {
  switch (event.kind) {
    case 'init-start':
      return {
        type: 'platform.initStart',
        record: {
          initializationType: event.initializationType,
          phase: 'init',
          runtimeVersion: event.runtimeVersion.name,
          runtimeVersionArn: event.runtimeVersion.arn,
          functionName: spec.functionName,
          functionVersion: spec.version,
        },
      };
    case 'init-report':
      return {
        type: 'platform.initReport',
        record: {
          initializationType: event.initializationType,
          phase: event.phase,
          metrics: { durationMs: thousandths(event.durationMs) },
          ...statusMembers(event.status),
        },
      };
    case 'start':
      return {
        type: 'platform.start',
        record: { requestId: event.requestId, functionArn: spec.functionArn, version: spec.version },
      };
    case 'end':
      return {
        type: 'platform.runtimeDone',
        record: {
          requestId: event.requestId,
          metrics: { durationMs: thousandths(event.durationMs), producedBytes: event.producedBytes },
          ...statusMembers(event.status),
        },
      };
    case 'report':
      return {
        type: 'platform.report',
        record: {
          requestId: event.requestId,
          metrics: {
            durationMs: thousandths(event.durationMs),
            billedDurationMs: billedDurationMs(event),
            memorySizeMB: spec.memoryMiB,
            maxMemoryUsedMB: event.maxMemoryUsedMiB,
            ...(event.initDurationMs !== undefined && { initDurationMs: thousandths(event.initDurationMs) }),
          },
          ...statusMembers(event.status),
        },
      };
  }
}

function statusMembers(status: PhaseStatus): object {
  return status.kind === 'error' ? { status: status.kind, errorType: status.errorType } : { status: status.kind };
}

function thousandths(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
