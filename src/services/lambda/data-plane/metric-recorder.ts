/**
 * Counts what invocations leave behind, a minute at a time. On the invoke path that is a handful of
 * additions on an object which the target of the call holds; all that is derived from it (dimension
 * sets, percentile sketches) is worked out by whoever takes the counts.
 */
import type { InvocationRecord } from './invocation-record.ts';

/** Numbers of which the least, the greatest, the sum and the count matter. */
export interface Gauge {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Calls of one target that one version took, begun in one minute, as far as they were not taken before. */
export interface InvocationMinute {
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  readonly resource: string;
  readonly isQualified: boolean;
  /** Only where an alias was called. */
  readonly executedVersion: string | undefined;
  /** Start of the minute. */
  readonly atMs: number;
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  readonly durationsMs: readonly number[];
  readonly targetConcurrency: Gauge;
  readonly functionConcurrency: Gauge;
  readonly accountConcurrency: Gauge;
  readonly unreservedConcurrency: Gauge;
  readonly provisioned: ProvisionedMinute | undefined;
}

/** Only where concurrency is provisioned for the target. */
export interface ProvisionedMinute {
  readonly running: Gauge;
  readonly utilization: Gauge;
  readonly invocations: number;
  readonly spillover: number;
}

/** What a target keeps for the recorder: one counter for each version that took its calls. */
export class MeasuredTarget {
  #version: string | undefined;
  #counter: VersionCounter | undefined;
  readonly #counters = new Map<string, VersionCounter>();

  counter(version: string): VersionCounter {
    if (this.#version === version && this.#counter !== undefined) return this.#counter;
    let counter = this.#counters.get(version);
    if (counter === undefined) {
      counter = new VersionCounter();
      this.#counters.set(version, counter);
    }
    this.#version = version;
    this.#counter = counter;
    return counter;
  }
}

const minuteMs = 60_000;

export class MetricRecorder {
  #changed: VersionCounter[] = [];
  #count = 0;

  /** Records since the last `take`. */
  get count(): number {
    return this.#count;
  }

  record(record: InvocationRecord, target: MeasuredTarget): void {
    const counter = target.counter(record.executedVersion);
    if (counter.isEmpty) this.#changed.push(counter);
    counter.minute(record).add(record);
    this.#count += 1;
  }

  /** What was counted since it was last taken. */
  take(): InvocationMinute[] {
    const changed = this.#changed;
    this.#changed = [];
    this.#count = 0;
    return changed.flatMap((counter) => counter.take());
  }
}

/** The minutes in which calls began: as a rule one, and more where calls ran long. */
class VersionCounter {
  #current: MinuteCounter | undefined;
  #others: MinuteCounter[] = [];

  get isEmpty(): boolean {
    return this.#current === undefined;
  }

  minute(record: InvocationRecord): MinuteCounter {
    const atMs = record.startedAtMs - (record.startedAtMs % minuteMs);
    const current = this.#current;
    if (current?.atMs === atMs) return current;
    const other = this.#others.find((minute) => minute.atMs === atMs);
    const minute = other ?? new MinuteCounter(record, atMs);
    if (current !== undefined) this.#others.push(current);
    if (other !== undefined) this.#others = this.#others.filter((candidate) => candidate !== other);
    this.#current = minute;
    return minute;
  }

  take(): MinuteCounter[] {
    const minutes = this.#current === undefined ? this.#others : [...this.#others, this.#current];
    this.#current = undefined;
    this.#others = [];
    return minutes.toSorted((left, right) => left.atMs - right.atMs);
  }
}

class MinuteCounter implements InvocationMinute {
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  readonly resource: string;
  readonly isQualified: boolean;
  readonly executedVersion: string | undefined;
  readonly atMs: number;
  invocations = 0;
  errors = 0;
  throttles = 0;
  readonly durationsMs: number[] = [];
  readonly targetConcurrency = new RunningGauge();
  readonly functionConcurrency = new RunningGauge();
  readonly accountConcurrency = new RunningGauge();
  readonly unreservedConcurrency = new RunningGauge();
  provisioned: ProvisionedCounter | undefined;

  constructor(record: InvocationRecord, atMs: number) {
    this.region = record.region;
    this.account = record.account;
    this.functionName = record.functionName;
    this.resource = record.resource;
    this.isQualified = record.qualifier !== undefined;
    this.executedVersion = record.isAlias ? record.executedVersion : undefined;
    this.atMs = atMs;
  }

  add(record: InvocationRecord): void {
    if (record.result === 'throttle') {
      this.throttles += 1;
    } else {
      this.invocations += 1;
      if (record.result === 'function-error') this.errors += 1;
      this.durationsMs.push(record.durationMs);
      this.targetConcurrency.add(record.targetConcurrency);
      this.functionConcurrency.add(record.functionConcurrency);
      this.accountConcurrency.add(record.accountConcurrency);
      this.unreservedConcurrency.add(record.unreservedConcurrency);
    }
    if (record.provisioning === 'none') return;
    this.provisioned ??= new ProvisionedCounter();
    this.provisioned.add(record);
  }
}

class ProvisionedCounter implements ProvisionedMinute {
  readonly running = new RunningGauge();
  readonly utilization = new RunningGauge();
  invocations = 0;
  spillover = 0;

  add(record: InvocationRecord): void {
    this.running.add(record.provisionedRunning);
    this.utilization.add(record.provisionedCount === 0 ? 0 : record.provisionedRunning / record.provisionedCount);
    if (record.result === 'throttle') return;
    if (record.provisioning === 'provisioned') this.invocations += 1;
    else this.spillover += 1;
  }
}

class RunningGauge implements Gauge {
  sampleCount = 0;
  sum = 0;
  minimum = Infinity;
  maximum = -Infinity;

  add(value: number): void {
    this.sampleCount += 1;
    this.sum += value;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }
}
