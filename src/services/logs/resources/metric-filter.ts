import type { LogsOperations } from '../../../api/logs.ts';
import type { LogsInput } from '../wire.ts';
import { invalidParameter } from '../errors.ts';
import { parseFilterPattern } from '../filter-pattern/filter-pattern.ts';
import type { FilterPattern } from '../filter-pattern/pattern.ts';
import { PatternProblem } from '../filter-pattern/pattern-problem.ts';

export interface MetricFilter {
  readonly name: string;
  readonly group: string;
  readonly pattern: string;
  readonly createdAtMs: number;
  readonly appliesToTransformed: boolean;
  readonly transformation: MetricTransformation;
}

export interface MetricTransformation {
  readonly metricName: string;
  readonly namespace: string;
  /** A number, or a selector of what the pattern finds: `$.latency`, `$bytes`. */
  readonly value: string;
  /** Told for minutes in which events came and none matched. */
  readonly defaultValue?: number;
  readonly unit?: Unit;
  /** Selectors by the names of the dimensions. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

type WireTransformation = NonNullable<LogsInput<'PutMetricFilter'>['metricTransformations']>[number];
type Unit = NonNullable<WireTransformation['unit']>;
type WireMetricFilter = NonNullable<LogsOperations['DescribeMetricFilters']['output']['metricFilters']>[number];

const dimensionsMax = 3;
const isNumeral = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
const isSelector = (text: string): boolean => /^\$\S+$/.test(text);

/** The pattern; throws AWS's error for what is none. */
export function requirePattern(text: string, what: 'filter pattern' | 'metric filter pattern'): FilterPattern {
  const pattern = parseFilterPattern(text);
  if (pattern instanceof PatternProblem) throw invalidParameter(`Invalid ${what}: ${pattern.message}`);
  return pattern;
}

export function parseTransformation(wire: WireTransformation, pattern: FilterPattern): MetricTransformation {
  const { metricName = '', metricNamespace: namespace = '', metricValue: value = '', defaultValue, unit } = wire;
  const dimensions = { ...wire.dimensions };
  const names = Object.keys(dimensions);
  if (namespace.startsWith('AWS/')) {
    throw invalidParameter(`Invalid metric transformation: the namespace ${namespace} is reserved for AWS services.`);
  }
  if (!isNumeral(value) && !(isSelector(value) && pattern.kind !== 'terms')) {
    throw invalidParameter(
      `Invalid metric transformation: the metric value ${value} is neither a number nor a selector of the filter pattern.`,
    );
  }
  if (names.length > 0 && pattern.kind === 'terms') {
    throw invalidParameter('The specified filter pattern does not support dimensions');
  }
  if (names.length > 0 && defaultValue !== undefined) {
    throw invalidParameter(
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
    );
  }
  if (names.length > dimensionsMax) {
    throw invalidParameter(`Invalid metric transformation: no more than ${dimensionsMax} dimensions are allowed.`);
  }
  const constant = names.find((name) => !isSelector(dimensions[name] ?? ''));
  if (constant !== undefined) {
    throw invalidParameter(`Invalid metric transformation: the value of the dimension ${constant} is no selector.`);
  }
  return {
    metricName,
    namespace,
    value,
    ...(defaultValue !== undefined && { defaultValue }),
    ...(unit !== undefined && { unit }),
    ...(names.length > 0 && { dimensions }),
  };
}

export function describeMetricFilter(filter: MetricFilter): WireMetricFilter {
  const { metricName, namespace, value, defaultValue, unit, dimensions } = filter.transformation;
  return {
    filterName: filter.name,
    filterPattern: filter.pattern,
    logGroupName: filter.group,
    creationTime: filter.createdAtMs,
    applyOnTransformedLogs: filter.appliesToTransformed,
    metricTransformations: [
      {
        metricName,
        metricNamespace: namespace,
        metricValue: value,
        ...(defaultValue !== undefined && { defaultValue }),
        ...(unit !== undefined && { unit }),
        ...(dimensions !== undefined && { dimensions: { ...dimensions } }),
      },
    ],
  };
}
