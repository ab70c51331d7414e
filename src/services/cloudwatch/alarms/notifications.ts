/** What an alarm tells others when its state changes: a topic, a function, an event bus. Pure. */
import type {
  Alarm,
  AlarmQuery,
  AlarmState,
  CompositeAlarm,
  Dimension,
  MetricAlarm,
  MetricStat,
  Suppression,
} from '../resources/alarm.ts';
import { alarmArn, periodOf } from '../resources/alarm.ts';
import { offsetTime } from './dates.ts';
import { javaDouble } from './java-double.ts';
import { regionName } from './region-names.ts';

/** A state that was entered, or whose actions, held back until now, are due. */
export interface StateNotice {
  /** As it is after the change. */
  readonly alarm: Alarm;
  readonly previous: AlarmState;
  readonly previousSuppression?: Suppression | undefined;
}

export interface TopicNotice {
  readonly subject: string;
  readonly message: string;
}

/** What is published to a topic. */
export function describeTopicNotice({ alarm, previous }: StateNotice): TopicNotice {
  const { owner, name, state } = alarm;
  const region = regionName(owner.region);
  const message = {
    AlarmName: name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: owner.account,
    AlarmConfigurationUpdatedTimestamp: offsetTime(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: offsetTime(state.updatedAt),
    Region: region,
    AlarmArn: alarmArn(alarm),
    OldStateValue: previous.value,
    OKActions: alarm.okActions,
    AlarmActions: alarm.alarmActions,
    InsufficientDataActions: alarm.insufficientDataActions,
    ActionExecutedAfterMuteWindow: false,
  };
  return {
    // A subject holds 100 characters at the most.
    subject: `${state.value}: "${name}" in ${region}`.slice(0, 100),
    message:
      alarm.kind === 'metric'
        ? withMembers(message, `"Trigger":${describeTrigger(alarm)}`)
        : JSON.stringify({
            ...message,
            AlarmRule: alarm.rule,
            TriggeringChildren: triggeringAlarms(alarm).map(({ arn, state: { value, timestamp } }) => ({
              Arn: arn,
              State: { Value: value, Timestamp: timestamp },
            })),
          }),
  };
}

/** Members that are written by hand, because their numbers are Java's, behind those that are not. */
const withMembers = (members: object, more: string): string => `${JSON.stringify(members).slice(0, -1)},${more}}`;

function describeTrigger(alarm: MetricAlarm): string {
  const { source, threshold, comparisonOperator, evaluationPeriods, datapointsToAlarm } = alarm;
  const before = source.kind === 'metric' ? describeTriggerMetric(source.metric) : {};
  const rule = {
    Period: periodOf(alarm),
    EvaluationPeriods: evaluationPeriods,
    ...(datapointsToAlarm !== undefined && { DatapointsToAlarm: datapointsToAlarm }),
    ComparisonOperator: comparisonOperator,
  };
  const after = {
    TreatMissingData: alarm.treatMissingData ?? '',
    EvaluateLowSampleCountPercentile: alarm.evaluateLowSampleCountPercentile ?? '',
    ...(source.kind === 'queries' && { Metrics: source.queries.map(describeTriggerQuery) }),
  };
  const first = withMembers({ ...before, ...rule }, `"Threshold":${javaDouble(threshold)}`);
  return `${first.slice(0, -1)},${JSON.stringify(after).slice(1)}`;
}

function describeTriggerMetric({ metricName, namespace, statistic, unit, dimensions }: MetricStat): object {
  return {
    MetricName: metricName,
    Namespace: namespace,
    ...(isExtended(statistic)
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: statistic }
      : { StatisticType: 'Statistic', Statistic: statistic.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase() }),
    Unit: unit ?? null,
    Dimensions: dimensions.map(lowerCaseDimension),
  };
}

const lowerCaseDimension = ({ name, value }: Dimension) => ({ value, name });

function describeTriggerQuery({ id, label, expression, metricStat, returnData }: AlarmQuery): object {
  return {
    ...(expression !== undefined && { Expression: expression }),
    Id: id,
    ...(label !== undefined && { Label: label }),
    ...(metricStat !== undefined && {
      MetricStat: {
        Metric: {
          Dimensions: metricStat.dimensions.map(lowerCaseDimension),
          MetricName: metricStat.metricName,
          Namespace: metricStat.namespace,
        },
        Period: metricStat.periodSeconds,
        Stat: metricStat.statistic,
        ...(metricStat.unit !== undefined && { Unit: metricStat.unit }),
      },
    }),
    ReturnData: returnData,
  };
}

/** What a function is invoked with. */
export function describeFunctionEvent(notice: StateNotice): object {
  const { alarm } = notice;
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(alarm),
    accountId: alarm.owner.account,
    time: offsetTime(alarm.state.updatedAt),
    region: alarm.owner.region,
    alarmData: describeStateChange(notice),
  };
}

/** Detail of the event `CloudWatch Alarm State Change`. */
export function describeStateChange({ alarm, previous, previousSuppression }: StateNotice): object {
  const suppression = alarm.kind === 'composite' ? alarm.suppression : undefined;
  return {
    alarmName: alarm.name,
    state: describeState(alarm.state, suppression),
    previousState: describeState(previous, previousSuppression),
    configuration: alarm.kind === 'metric' ? describeMetricConfiguration(alarm) : describeCompositeConfiguration(alarm),
  };
}

function describeState(state: AlarmState, suppression: Suppression | undefined): object {
  return {
    value: state.value,
    reason: state.reason,
    ...(state.reasonData !== undefined && { reasonData: state.reasonData }),
    timestamp: offsetTime(state.updatedAt),
    ...(suppression !== undefined && {
      actionsSuppressedBy: suppression.by,
      actionsSuppressedReason: suppressionReason(suppression),
    }),
  };
}

export const suppressionReason = ({ by }: Suppression): string => `Actions suppressed by ${by}`;

function describeMetricConfiguration({ source, description }: MetricAlarm): object {
  const metrics =
    source.kind === 'metric'
      ? [{ id: source.id, metricStat: describeEventMetric(source.metric), returnData: true }]
      : source.queries.map(({ id, label, expression, metricStat, returnData }) => ({
          ...(expression !== undefined && { expression }),
          id,
          ...(label !== undefined && { label }),
          ...(metricStat !== undefined && { metricStat: describeEventMetric(metricStat) }),
          returnData,
        }));
  return { ...(description !== undefined && { description }), metrics };
}

function describeEventMetric({
  namespace,
  metricName,
  dimensions,
  periodSeconds,
  statistic,
  unit,
}: MetricStat): object {
  return {
    metric: {
      namespace,
      name: metricName,
      dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
    },
    period: periodSeconds,
    stat: statistic,
    ...(unit !== undefined && { unit }),
  };
}

function describeCompositeConfiguration({ rule, description, suppressor }: CompositeAlarm): object {
  return {
    alarmRule: rule,
    ...(suppressor !== undefined && {
      actionsSuppressor: suppressor.reference,
      actionsSuppressorWaitPeriod: suppressor.waitSeconds,
      actionsSuppressorExtensionPeriod: suppressor.extensionSeconds,
    }),
    ...(description !== undefined && { description }),
  };
}

/** Detail of the event `CloudWatch Alarm Configuration Change`. */
export function describeConfigurationChange(
  operation: 'create' | 'update' | 'delete',
  alarm: Alarm,
  before: Alarm | undefined,
): object {
  return {
    alarmName: alarm.name,
    operation,
    state: { value: alarm.state.value, timestamp: offsetTime(alarm.state.updatedAt) },
    configuration: describeWholeConfiguration(alarm),
    ...(operation === 'update' &&
      before !== undefined && { previousConfiguration: describeWholeConfiguration(before) }),
  };
}

function describeWholeConfiguration(alarm: Alarm): object {
  return {
    ...(alarm.kind === 'composite'
      ? describeCompositeConfiguration(alarm)
      : {
          evaluationPeriods: alarm.evaluationPeriods,
          ...(alarm.datapointsToAlarm !== undefined && { datapointsToAlarm: alarm.datapointsToAlarm }),
          threshold: alarm.threshold,
          comparisonOperator: alarm.comparisonOperator,
          ...(alarm.treatMissingData !== undefined && { treatMissingData: alarm.treatMissingData }),
          ...describeMetricConfiguration(alarm),
        }),
    alarmName: alarm.name,
    actionsEnabled: alarm.actionsEnabled,
    timestamp: offsetTime(alarm.configuredAt),
    okActions: alarm.okActions,
    alarmActions: alarm.alarmActions,
    insufficientDataActions: alarm.insufficientDataActions,
  };
}

interface TriggeringAlarm {
  readonly arn: string;
  readonly state: { readonly value: string; readonly timestamp: string };
}

/** The children that a composite alarm's reason names. */
function triggeringAlarms({ state: { reasonData } }: CompositeAlarm): readonly TriggeringAlarm[] {
  if (reasonData === undefined) return [];
  try {
    // Of our own making; or a caller's, who may have said anything when setting the state by hand.
    const parsed = JSON.parse(reasonData) as { triggeringAlarms?: readonly TriggeringAlarm[] } | null;
    return Array.isArray(parsed?.triggeringAlarms)
      ? parsed.triggeringAlarms.filter((alarm) => typeof alarm?.state === 'object' && alarm.state !== null)
      : [];
  } catch {
    return [];
  }
}

const plainStatistics: ReadonlySet<string> = new Set(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']);

/** Whether a statistic goes by `ExtendedStatistic` in CloudWatch's API. */
export const isExtended = (statistic: string): boolean => !plainStatistics.has(statistic);
