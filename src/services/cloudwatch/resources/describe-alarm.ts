/** Alarms as the API shows them. */
import type { AlarmOutput } from '../alarm-context.ts';
import { isExtended, suppressionReason } from '../alarms/notifications.ts';
import {
  alarmArn,
  type Alarm,
  type AlarmQuery,
  type CompositeAlarm,
  type Dimension,
  type MetricAlarm,
  type MetricStat,
} from './alarm.ts';

type WireMetricAlarm = NonNullable<AlarmOutput<'DescribeAlarms'>['MetricAlarms']>[number];
type WireCompositeAlarm = NonNullable<AlarmOutput<'DescribeAlarms'>['CompositeAlarms']>[number];

/** What a request gave, or nothing: AWS shows no defaults. */
type Given<T> = { [Name in keyof T]: T[Name] };

const given = <T extends object>(members: T): Given<T> =>
  // Members without a value are left out of every protocol's answer; so they are here, to say so.
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;

function describeCommon(alarm: Alarm) {
  return {
    AlarmName: alarm.name,
    AlarmArn: alarmArn(alarm),
    ...given({ AlarmDescription: alarm.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: [...alarm.okActions],
    AlarmActions: [...alarm.alarmActions],
    InsufficientDataActions: [...alarm.insufficientDataActions],
    StateValue: alarm.state.value,
    StateReason: alarm.state.reason,
    ...given({ StateReasonData: alarm.state.reasonData }),
    StateUpdatedTimestamp: new Date(alarm.state.updatedAt),
    StateTransitionedTimestamp: new Date(alarm.state.transitionedAt),
  };
}

export function describeMetricAlarm(alarm: MetricAlarm): WireMetricAlarm {
  const { source } = alarm;
  return {
    ...describeCommon(alarm),
    ...(source.kind === 'metric'
      ? { ...describeMetric(source.metric), Dimensions: source.metric.dimensions.map(describeDimension) }
      : { Dimensions: [], Metrics: source.queries.map(describeQuery) }),
    EvaluationPeriods: alarm.evaluationPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparisonOperator,
    ...given({
      DatapointsToAlarm: alarm.datapointsToAlarm,
      TreatMissingData: alarm.treatMissingData,
      EvaluateLowSampleCountPercentile: alarm.evaluateLowSampleCountPercentile,
    }),
  };
}

// What a request named went through AWS's enum of units, or statistics, before it was kept.
type Unit = NonNullable<WireMetricAlarm['Unit']>;
type Statistic = NonNullable<WireMetricAlarm['Statistic']>;

function describeMetric({ namespace, metricName, periodSeconds, statistic, unit }: MetricStat) {
  return {
    Namespace: namespace,
    MetricName: metricName,
    Period: periodSeconds,
    ...(isExtended(statistic) ? { ExtendedStatistic: statistic } : { Statistic: statistic as Statistic }),
    ...(unit !== undefined && { Unit: unit as Unit }),
  };
}

const describeDimension = ({ name, value }: Dimension) => ({ Name: name, Value: value });

function describeQuery({ id, label, expression, returnData, periodSeconds, accountId, metricStat }: AlarmQuery) {
  return {
    Id: id,
    ...given({ Label: label, Expression: expression, Period: periodSeconds, AccountId: accountId }),
    ...(metricStat !== undefined && {
      MetricStat: {
        Metric: {
          Namespace: metricStat.namespace,
          MetricName: metricStat.metricName,
          Dimensions: metricStat.dimensions.map(describeDimension),
        },
        Period: metricStat.periodSeconds,
        Stat: metricStat.statistic,
        ...(metricStat.unit !== undefined && { Unit: metricStat.unit as Unit }),
      },
    }),
    ReturnData: returnData,
  };
}

export function describeCompositeAlarm(alarm: CompositeAlarm): WireCompositeAlarm {
  const { suppressor, suppression } = alarm;
  return {
    ...describeCommon(alarm),
    AlarmRule: alarm.rule,
    ...(suppressor !== undefined && {
      ActionsSuppressor: suppressor.reference,
      ActionsSuppressorWaitPeriod: suppressor.waitSeconds,
      ActionsSuppressorExtensionPeriod: suppressor.extensionSeconds,
    }),
    ...(suppression !== undefined && {
      ActionsSuppressedBy: suppression.by,
      ActionsSuppressedReason: suppressionReason(suppression),
    }),
  };
}
