/** What an alarm looks at, and whether a version behind an alias is among it. Pure. */
import type { ObservedAlias } from './evidence.ts';
import type { MetricAlarm } from './observer.ts';

export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly dimensions: ReadonlyMap<string, string>;
}

export interface AlarmView {
  readonly name: string;
  /** Logical ID, or the name where it is not of this template. */
  readonly resource: string;
  readonly metrics: readonly WatchedMetric[];
  /** Of metric math: what the threshold is held against. */
  readonly expression?: string;
  readonly periodSeconds: number;
  /** Periods that have to breach. */
  readonly periodsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly threshold: number;
  readonly isUpward: boolean;
  readonly treatMissingData: string;
}

export function viewAlarm(alarm: MetricAlarm, resource: string): AlarmView {
  const { Metrics = [], EvaluationPeriods = 1 } = alarm;
  const metrics =
    Metrics.length === 0
      ? [
          watched(
            { Namespace: alarm.Namespace, MetricName: alarm.MetricName, Dimensions: alarm.Dimensions },
            alarm.Statistic ?? alarm.ExtendedStatistic,
            alarm.Period,
          ),
        ]
      : Metrics.flatMap(({ MetricStat: stat }) =>
          stat === undefined ? [] : [watched(stat.Metric ?? {}, stat.Stat, stat.Period)],
        );
  const expression = Metrics.find(({ ReturnData, Expression }) => ReturnData !== false && Expression !== undefined);
  return {
    name: alarm.AlarmName ?? '',
    resource,
    metrics,
    ...(expression?.Expression !== undefined && { expression: expression.Expression }),
    periodSeconds: Math.max(...metrics.map(({ periodSeconds }) => periodSeconds), expression?.Period ?? 0),
    periodsToAlarm: alarm.DatapointsToAlarm ?? EvaluationPeriods,
    evaluationPeriods: EvaluationPeriods,
    threshold: alarm.Threshold ?? 0,
    isUpward: alarm.ComparisonOperator?.startsWith('GreaterThan') === true,
    treatMissingData: alarm.TreatMissingData ?? 'missing',
  };
}

function watched(
  metric: {
    readonly Namespace?: string | undefined;
    readonly MetricName?: string | undefined;
    readonly Dimensions?:
      | readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[]
      | undefined;
  },
  statistic: string | undefined,
  periodSeconds: number | undefined,
): WatchedMetric {
  return {
    namespace: metric.Namespace ?? '',
    name: metric.MetricName ?? '',
    statistic: statistic ?? '',
    periodSeconds: periodSeconds ?? 60,
    dimensions: new Map((metric.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value])),
  };
}

/**
 * Of a metric, as it concerns the version that is being deployed:
 * - `target`: it is of that version alone;
 * - `alias` or `function`: it is of that version and of the current one together;
 * - all others: that version is not in it.
 */
export type Sight =
  | { readonly kind: 'target' }
  | { readonly kind: 'alias' }
  | { readonly kind: 'function' }
  | { readonly kind: 'other-function'; readonly name: string }
  | { readonly kind: 'other-alias'; readonly resource: string }
  | { readonly kind: 'version-resource'; readonly resource: string }
  | { readonly kind: 'other-version'; readonly version: string }
  | { readonly kind: 'incomplete'; readonly missing: string }
  | { readonly kind: 'foreign'; readonly namespace: string };

export function sightOf(metric: WatchedMetric, { alias }: ObservedAlias, targetVersion: string): Sight {
  if (metric.namespace !== 'AWS/Lambda') return { kind: 'foreign', namespace: metric.namespace };
  const [name, resource, version] = ['FunctionName', 'Resource', 'ExecutedVersion'].map((dimension) =>
    metric.dimensions.get(dimension),
  );
  // Lambda publishes no set with one of them alone: only the account's whole, which has no dimension.
  if (name === undefined) {
    if (metric.dimensions.size === 0) return { kind: 'function' };
    return { kind: 'incomplete', missing: 'FunctionName' };
  }
  if (name !== alias.functionName) return { kind: 'other-function', name };
  if (resource === undefined)
    return version === undefined ? { kind: 'function' } : { kind: 'incomplete', missing: 'Resource' };
  if (resource !== `${alias.functionName}:${alias.alias}`)
    return /:\d+$/.test(resource) ? { kind: 'version-resource', resource } : { kind: 'other-alias', resource };
  if (version === undefined) return { kind: 'alias' };
  return version === targetVersion ? { kind: 'target' } : { kind: 'other-version', version };
}

export const canSee = ({ kind }: Sight): boolean => kind === 'target' || kind === 'alias' || kind === 'function';

/** Whether both versions are in one number. */
export const isMixed = ({ kind }: Sight): boolean => kind === 'alias' || kind === 'function';
