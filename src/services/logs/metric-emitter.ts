/** Turns log events into metrics by the filters of their group. */
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { Client } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { Random } from '../../time/random.ts';
import type { ActiveFilter, OpenGroup } from './log-groups.ts';
import type { InputEvent } from './resources/input-events.ts';
import type { MetricTransformation } from './resources/metric-filter.ts';
import type { Owner } from './resources/owner.ts';
import type { PatternMatch } from './filter-pattern/pattern.ts';

type Datum = NonNullable<CloudwatchOperations['PutMetricData']['input']['MetricData']>[number];

interface Dependencies {
  readonly cloudwatch: Pick<Client<CloudwatchOperations>, 'PutMetricData'>;
  readonly random: Random;
  readonly report: (problem: string, error: unknown) => void;
}

/** Equal values of one metric in one minute, counted. */
interface Tally {
  readonly transformation: MetricTransformation;
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  readonly minuteMs: number;
  readonly counts: Map<number, number>;
}

const minuteMs = 60_000;
const valuesMax = 150;
const dataMax = 150;
const magnitudeMax = 2 ** 360;
const dimensionValueMax = 1024;

export class MetricEmitter {
  readonly #dependencies: Dependencies;
  /** The last minute of each filter, by its key, in which it told a value: the default is not told again. */
  readonly #toldMinutes = new WeakMap<ActiveFilter, number>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** Resolves when the values are put, or are told to be lost. */
  async take({ filters, owner }: OpenGroup, events: readonly InputEvent[]): Promise<void> {
    if (filters.length === 0) return;
    const tallies = filters.flatMap((filter) => this.#tally(filter, events));
    const sent: Promise<void>[] = [];
    for (const [namespace, ofNamespace] of Map.groupBy(tallies, ({ transformation }) => transformation.namespace)) {
      const data = ofNamespace.flatMap(describeTally);
      for (let start = 0; start < data.length; start += dataMax) {
        sent.push(this.#send(owner, namespace, data.slice(start, start + dataMax)));
      }
    }
    await Promise.all(sent);
  }

  #tally(active: ActiveFilter, events: readonly InputEvent[]): readonly Tally[] {
    const { transformation } = active.filter;
    const tallies = new Map<string, Tally>();
    const add = (atMs: number, value: number, dimensions: Tally['dimensions']): void => {
      const minute = Math.floor(atMs / minuteMs) * minuteMs;
      const key = JSON.stringify([minute, dimensions]);
      const tally = tallies.get(key) ?? { transformation, dimensions, minuteMs: minute, counts: new Map() };
      tallies.set(key, tally);
      tally.counts.set(value, (tally.counts.get(value) ?? 0) + 1);
    };
    const silentMinutes = new Set<number>();
    const loudMinutes = new Set<number>();
    for (const { atMs, message } of events) {
      const minute = Math.floor(atMs / minuteMs) * minuteMs;
      const match = active.pattern.match(message);
      (match === undefined ? silentMinutes : loudMinutes).add(minute);
      if (match === undefined) continue;
      const value = readValue(transformation.value, match);
      const dimensions = readDimensions(transformation.dimensions ?? {}, match);
      if (value !== undefined && dimensions !== undefined) add(atMs, value, dimensions);
    }
    this.#tellDefaults(active, silentMinutes, loudMinutes, add);
    return [...tallies.values()];
  }

  #tellDefaults(
    active: ActiveFilter,
    silentMinutes: ReadonlySet<number>,
    loudMinutes: ReadonlySet<number>,
    add: (atMs: number, value: number, dimensions: Tally['dimensions']) => void,
  ): void {
    const { defaultValue } = active.filter.transformation;
    if (defaultValue === undefined) return;
    let told = this.#toldMinutes.get(active) ?? 0;
    for (const minute of [...silentMinutes].toSorted((left, right) => left - right)) {
      if (minute <= told || loudMinutes.has(minute)) continue;
      add(minute, defaultValue, []);
      told = minute;
    }
    this.#toldMinutes.set(active, Math.max(told, ...loudMinutes));
  }

  async #send(owner: Owner, namespace: string, data: Datum[]): Promise<void> {
    const { cloudwatch, random, report } = this.#dependencies;
    try {
      await cloudwatch.PutMetricData({ Namespace: namespace, MetricData: data }, requestOf(owner, random.uuid()));
    } catch (error) {
      report(`Values of metric filters in ${namespace} could not be put`, error);
    }
  }
}

function readValue(written: string, match: PatternMatch): number | undefined {
  const text = written.startsWith('$') ? match.value(written) : written;
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && Math.abs(value) <= magnitudeMax ? value : undefined;
}

/** `undefined` where the event lacks one of them, or has what no dimension can be: such an event tells nothing. */
function readDimensions(
  selectors: Readonly<Record<string, string>>,
  match: PatternMatch,
): Tally['dimensions'] | undefined {
  const dimensions: (readonly [string, string])[] = [];
  for (const [name, selector] of Object.entries(selectors)) {
    const value = match.value(selector)?.trim() ?? '';
    if (!/^[ -~]+$/.test(value) || value.length > dimensionValueMax || value.startsWith(':')) return undefined;
    dimensions.push([name, value]);
  }
  return dimensions;
}

function describeTally({ transformation, dimensions, minuteMs: atMs, counts }: Tally): Datum[] {
  const all = [...counts];
  const data: Datum[] = [];
  for (let start = 0; start < all.length; start += valuesMax) {
    const part = all.slice(start, start + valuesMax);
    data.push({
      MetricName: transformation.metricName,
      Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      Timestamp: new Date(atMs),
      Values: part.map(([value]) => value),
      Counts: part.map(([, count]) => count),
      ...(transformation.unit !== undefined && { Unit: transformation.unit }),
    });
  }
  return data;
}

function requestOf({ region, account }: Owner, requestId: string): RequestContext {
  const arn = `arn:aws:iam::${account}:root`;
  return { caller: { region, account, arn, userId: account, accessKeyId: '' }, requestId, origin: '' };
}
