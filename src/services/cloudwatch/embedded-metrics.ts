/**
 * The Embedded Metric Format: metrics that a program prints as a line of JSON among its logs. Pure.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import type { MetricDatum } from './resources/datum.ts';
import { findUnit } from './resources/units.ts';

export interface EmbeddedMetrics {
  readonly namespace: string;
  readonly data: readonly MetricDatum[];
}

const dimensionsMax = 30;
const valuesMax = 100;
/** What the Node runtime puts before a line of `console.log`: time, request ID and level. */
const consolePrefix = /^[^\t{]*\t[^\t{]*\t[A-Z]+\t/;

/** The metrics of a log line; none where it is no such line, or where its parts do not fit together. */
export function parseEmbeddedMetrics(message: string): readonly EmbeddedMetrics[] {
  // Nearly every line is another.
  if (!message.includes('"_aws"')) return [];
  const root = parseObject(message.replace(consolePrefix, ''));
  const metadata = root?.['_aws'];
  if (root === undefined || !isRecord(metadata)) return [];
  const { Timestamp, CloudWatchMetrics } = metadata;
  if (typeof Timestamp !== 'number' || !isTime(Timestamp) || !Array.isArray(CloudWatchMetrics)) return [];
  const directives: readonly unknown[] = CloudWatchMetrics;
  return directives.flatMap((directive) => readDirective(directive, root, new Date(Timestamp)));
}

type Root = Readonly<Record<string, unknown>>;

function readDirective(directive: unknown, root: Root, Timestamp: Date): readonly EmbeddedMetrics[] {
  if (!isRecord(directive)) return [];
  const { Namespace, Dimensions = [], Metrics } = directive;
  if (typeof Namespace !== 'string' || Namespace === '' || !Array.isArray(Dimensions) || !Array.isArray(Metrics))
    return [];
  const written: readonly unknown[] = Dimensions.length === 0 ? [[]] : Dimensions;
  const sets = written.flatMap((set) => readDimensions(set, root));
  const definitions: readonly unknown[] = Metrics;
  const samples = definitions.flatMap((definition) => readMetric(definition, root));
  const data = sets.flatMap((set) => samples.map((sample) => ({ ...sample, Dimensions: [...set], Timestamp })));
  return data.length === 0 ? [] : [{ namespace: Namespace, data }];
}

/** One set, or none where a dimension has no value in the line. */
function readDimensions(set: unknown, root: Root): readonly NonNullable<MetricDatum['Dimensions']>[] {
  if (!Array.isArray(set) || set.length > dimensionsMax) return [];
  const names: readonly unknown[] = set;
  const pairs = names.map((name) => {
    const value = typeof name === 'string' ? ownValue(root, name) : undefined;
    return typeof name === 'string' && typeof value === 'string' && value !== ''
      ? { Name: name, Value: value }
      : undefined;
  });
  const whole = pairs.filter((pair) => pair !== undefined);
  return whole.length === pairs.length ? [whole] : [];
}

function readMetric(definition: unknown, root: Root): readonly MetricDatum[] {
  if (!isRecord(definition)) return [];
  const { Name, Unit = 'None', StorageResolution = 60 } = definition;
  if (typeof Name !== 'string' || Name === '' || typeof Unit !== 'string') return [];
  const target = ownValue(root, Name);
  const written: readonly unknown[] = Array.isArray(target) ? target : [target];
  const values = written.filter((value): value is number => Number.isFinite(value));
  if (values.length === 0 || values.length < written.length || values.length > valuesMax) return [];
  const unit = findUnit(Unit);
  if (unit === undefined) return [];
  return [{ MetricName: Name, Unit: unit, StorageResolution: StorageResolution === 1 ? 1 : 60, Values: values }];
}

const ownValue = (root: Root, name: string): unknown => (Object.hasOwn(root, name) ? root[name] : undefined);

const isTime = (ms: number): boolean => !Number.isNaN(new Date(ms).getTime());

function parseObject(text: string): Root | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // A line of text that happens to hold the word.
    return undefined;
  }
}

const isRecord = (value: unknown): value is Root =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
