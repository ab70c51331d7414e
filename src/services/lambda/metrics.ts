/**
 * Lambda's own metrics, namespace `AWS/Lambda`: from what the data plane counted to the points of
 * each dimension set that AWS publishes them under. Pure.
 */
import { Sketch } from '../../storage/sketch.ts';
import type { SeriesKey, SeriesPoint, StatisticSet } from '../../storage/series.ts';
import type { InvocationMinute } from './data-plane/metric-recorder.ts';
import type { EventRecord } from './event-record.ts';

const namespace = 'AWS/Lambda';
const minuteMs = 60_000;

type Dimensions = SeriesKey['dimensions'];

/** One point for each series and minute, however many targets and versions the counts are of. */
export function describeInvocations(minutes: readonly InvocationMinute[]): SeriesPoint[] {
  const points = new PointCollector();
  for (const minute of minutes) {
    const owner = `${minute.region}/${minute.account}`;
    const add = (dimensions: Dimensions, metric: string, set: StatisticSet, unit = 'Count'): void =>
      points.add({ owner, namespace, metric, dimensions, unit }, minute.atMs, set);
    for (const dimensions of dimensionSets(minute)) {
      addCalls(minute, dimensions, add);
      if (minute.invocations === 0) continue;
      const duration = { owner, namespace, metric: 'Duration', dimensions, unit: 'Milliseconds' };
      points.addValues(duration, minute.atMs, minute.durationsMs);
    }
    addConcurrency(minute, add);
  }
  return points.points();
}

type Add = (dimensions: Dimensions, metric: string, set: StatisticSet, unit?: string) => void;

function addCalls({ invocations, errors, throttles }: InvocationMinute, dimensions: Dimensions, add: Add): void {
  // Where calls were only refused, nothing ran: neither an invocation nor a success.
  if (invocations > 0) {
    add(dimensions, 'Invocations', flags(invocations, invocations));
    add(dimensions, 'Errors', flags(errors, invocations));
  }
  // Not told by AWS's documentation: as with Errors, each call that was let through is a 0.
  add(dimensions, 'Throttles', flags(throttles, invocations + throttles));
}

function addConcurrency(minute: InvocationMinute, add: Add): void {
  const { provisioned, functionName, resource } = minute;
  const addressed: Dimensions = [
    ['FunctionName', functionName],
    ['Resource', resource],
  ];
  if (minute.invocations > 0) {
    add([], 'ConcurrentExecutions', minute.accountConcurrency);
    add([], 'UnreservedConcurrentExecutions', minute.unreservedConcurrency);
    add([['FunctionName', functionName]], 'ConcurrentExecutions', minute.functionConcurrency);
    if (minute.isQualified) add(addressed, 'ConcurrentExecutions', minute.targetConcurrency);
  }
  if (provisioned === undefined) return;
  const sets: Dimensions[] = [[['FunctionName', functionName]], addressed];
  for (const dimensions of sets) {
    add(dimensions, 'ProvisionedConcurrentExecutions', provisioned.running);
    add(dimensions, 'ProvisionedConcurrencyUtilization', provisioned.utilization);
    const calls = provisioned.invocations + provisioned.spillover;
    if (calls === 0) continue;
    add(dimensions, 'ProvisionedConcurrencyInvocations', flags(provisioned.invocations, calls));
    add(dimensions, 'ProvisionedConcurrencySpilloverInvocations', flags(provisioned.spillover, calls));
  }
}

/** An alias's calls are never told under the version's own resource: AWS does not either. */
function dimensionSets({
  functionName,
  resource,
  executedVersion,
}: Pick<InvocationMinute, 'functionName' | 'resource' | 'executedVersion'>): Dimensions[] {
  const named: Dimensions = [['FunctionName', functionName]];
  const addressed: Dimensions = [...named, ['Resource', resource]];
  const sets: Dimensions[] = [[], named, addressed];
  if (executedVersion !== undefined) sets.push([...addressed, ['ExecutedVersion', executedVersion]]);
  return sets;
}

export function describeEvents(records: readonly EventRecord[]): SeriesPoint[] {
  const points = new PointCollector();
  for (const record of records) {
    const { functionName, qualifier } = record;
    const owner = `${record.region}/${record.account}`;
    const atMs = record.atMs - (record.atMs % minuteMs);
    const resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
    for (const dimensions of dimensionSets({ functionName, resource, executedVersion: undefined })) {
      const metric = eventMetrics[record.kind];
      const key = { owner, namespace, metric, dimensions };
      if (record.kind === 'attempted') points.addValues({ ...key, unit: 'Milliseconds' }, atMs, [record.ageMs]);
      else points.add({ ...key, unit: 'Count' }, atMs, flags(1, 1));
    }
  }
  return points.points();
}

const eventMetrics: Readonly<Record<EventRecord['kind'], string>> = {
  received: 'AsyncEventsReceived',
  attempted: 'AsyncEventAge',
  dropped: 'AsyncEventsDropped',
  'destination-failed': 'DestinationDeliveryFailures',
  'dead-letter-failed': 'DeadLetterErrors',
};

/** So many ones among so many samples, the rest of which are zeros. */
const flags = (ones: number, samples: number): StatisticSet => ({
  sampleCount: samples,
  sum: ones,
  minimum: ones === samples ? 1 : 0,
  maximum: ones > 0 ? 1 : 0,
});

/** Puts together what is of one series and minute. */
class PointCollector {
  readonly #points = new Map<string, CollectedPoint>();

  add(series: SeriesKey, atMs: number, set: StatisticSet): void {
    this.#point(series, atMs).add(set);
  }

  addValues(series: SeriesKey, atMs: number, values: readonly number[]): void {
    this.#point(series, atMs).addValues(values);
  }

  points(): SeriesPoint[] {
    return [...this.#points.values()].map((point) => point.describe());
  }

  #point(series: SeriesKey, atMs: number): CollectedPoint {
    const key = [series.owner, series.metric, atMs, ...series.dimensions.flat()].join('\n');
    const known = this.#points.get(key);
    if (known !== undefined) return known;
    const point = new CollectedPoint(series, atMs);
    this.#points.set(key, point);
    return point;
  }
}

class CollectedPoint {
  readonly #series: SeriesKey;
  readonly #atMs: number;
  #sampleCount = 0;
  #sum = 0;
  #minimum = Infinity;
  #maximum = -Infinity;
  #sketch: Sketch | undefined;

  constructor(series: SeriesKey, atMs: number) {
    this.#series = series;
    this.#atMs = atMs;
  }

  add(set: StatisticSet): void {
    this.#sampleCount += set.sampleCount;
    this.#sum += set.sum;
    this.#minimum = Math.min(this.#minimum, set.minimum);
    this.#maximum = Math.max(this.#maximum, set.maximum);
  }

  addValues(values: readonly number[]): void {
    this.#sketch ??= new Sketch();
    for (const value of values) {
      this.#sketch.add(value);
      this.add({ sampleCount: 1, sum: value, minimum: value, maximum: value });
    }
  }

  describe(): SeriesPoint {
    return {
      series: this.#series,
      atMs: this.#atMs,
      resolutionSeconds: 60,
      sampleCount: this.#sampleCount,
      sum: this.#sum,
      minimum: this.#minimum,
      maximum: this.#maximum,
      ...(this.#sketch !== undefined && { sketch: this.#sketch.encode() }),
    };
  }
}
