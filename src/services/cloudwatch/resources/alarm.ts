/** What is kept of an alarm, metric and composite alike. */
import { formatArn, parseArn } from '../../../aws/arn.ts';

export interface AlarmOwner {
  readonly region: string;
  readonly account: string;
}

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingDataTreatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';
export type ComparisonOperator =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string | undefined;
  /** When anything of the state changed. */
  readonly updatedAt: number;
  /** When the value changed. */
  readonly transitionedAt: number;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

interface AlarmCommon {
  readonly owner: AlarmOwner;
  readonly name: string;
  readonly description?: string | undefined;
  readonly actionsEnabled: boolean;
  /** ARNs. */
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly tags: readonly Tag[];
  readonly configuredAt: number;
  readonly state: AlarmState;
}

export interface Dimension {
  readonly name: string;
  readonly value: string;
}

export interface MetricStat {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
  readonly periodSeconds: number;
  /** `Sum`, `p99` … */
  readonly statistic: string;
  readonly unit?: string | undefined;
}

/** An element of a metric-math alarm's list: exactly one of a metric and an expression. */
export interface AlarmQuery {
  readonly id: string;
  readonly label?: string | undefined;
  readonly returnData: boolean;
  readonly metricStat?: MetricStat | undefined;
  readonly expression?: string | undefined;
  readonly periodSeconds?: number | undefined;
  readonly accountId?: string | undefined;
}

/** Where a metric alarm's values come from. */
export type AlarmSource =
  | {
      readonly kind: 'metric';
      readonly metric: MetricStat;
      /** The name by which events speak of the metric. */
      readonly id: string;
    }
  | { readonly kind: 'queries'; readonly queries: readonly AlarmQuery[] };

export interface MetricAlarm extends AlarmCommon {
  readonly kind: 'metric';
  readonly source: AlarmSource;
  readonly evaluationPeriods: number;
  /** Only where it was given. */
  readonly datapointsToAlarm?: number | undefined;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  /** Only where it was given. */
  readonly treatMissingData?: MissingDataTreatment | undefined;
  readonly evaluateLowSampleCountPercentile?: 'evaluate' | 'ignore' | undefined;
}

/** Why a composite alarm's actions are held back, and until when at the longest. */
export type Suppression =
  | { readonly by: 'WaitPeriod' | 'ExtensionPeriod'; readonly untilMs: number }
  | { readonly by: 'Alarm' };

export interface CompositeAlarm extends AlarmCommon {
  readonly kind: 'composite';
  readonly rule: string;
  /** Names of the alarms that the rule speaks of. */
  readonly children: readonly string[];
  readonly suppressor?: Suppressor | undefined;
  /** The actions of the present state are yet to be carried out. */
  readonly suppression?: Suppression | undefined;
  /** The children's states that the present state takes in; a child that differs asks for another look. */
  readonly seen: Readonly<Record<string, SeenState>>;
  /** Why the next look is taken, if no child has changed. */
  readonly unseenChange?: 'created' | 'updated' | undefined;
}

export interface Suppressor {
  /** As it was given: a name or an ARN. */
  readonly reference: string;
  readonly name: string;
  readonly waitSeconds: number;
  readonly extensionSeconds: number;
}

export interface SeenState {
  readonly value: StateValue;
  readonly transitionedAt: number;
}

export type Alarm = MetricAlarm | CompositeAlarm;

export const alarmArn = ({ owner, name }: Pick<Alarm, 'owner' | 'name'>): string =>
  formatArn({ service: 'cloudwatch', region: owner.region, account: owner.account, resource: `alarm:${name}` });

/** The name in an alarm's ARN, or `undefined` where it is not the ARN of an alarm of this owner. */
export function nameInArn(text: string, owner: AlarmOwner): string | undefined {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== 'cloudwatch' || !arn.resource.startsWith('alarm:')) return undefined;
  if (arn.region !== owner.region || arn.account !== owner.account) return undefined;
  return arn.resource.slice('alarm:'.length);
}

/** Seconds between two values; the list's metrics share them. */
export function periodOf({ source }: MetricAlarm): number {
  if (source.kind === 'metric') return source.metric.periodSeconds;
  const periods = source.queries.map(({ metricStat, periodSeconds }) => metricStat?.periodSeconds ?? periodSeconds);
  return periods.find((period) => period !== undefined) ?? 60;
}

/** The ARNs to act on when the alarm enters a state. */
export function actionsOf(alarm: Alarm, value: StateValue): readonly string[] {
  switch (value) {
    case 'OK':
      return alarm.okActions;
    case 'ALARM':
      return alarm.alarmActions;
    case 'INSUFFICIENT_DATA':
      return alarm.insufficientDataActions;
  }
}
