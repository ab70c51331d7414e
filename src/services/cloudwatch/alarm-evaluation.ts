/** One evaluation of a metric alarm: what is read, what is made of it. */
import { readSlots } from './alarm-series.ts';
import { evaluate, evaluationRange, samplesForPercentile, type EvaluationRule } from './alarms/evaluation.ts';
import { describeReason, describeReasonData } from './alarms/state-reason.ts';
import type { MetricReader } from './metric-reader.ts';
import { periodOf, type AlarmState, type MetricAlarm } from './resources/alarm.ts';
import { nextState } from './resources/alarm-work.ts';

const minuteMs = 60_000;

/** How often an alarm is evaluated: each minute, or every ten seconds when its periods are shorter. */
export const evaluationIntervalMs = (alarm: MetricAlarm): number => (periodOf(alarm) < 60 ? 10_000 : minuteMs);

interface EvaluationMoment {
  /** Periods end here, or before. */
  readonly atMs: number;
  readonly nowMs: number;
}

/** The state that the data up to a moment asks for; `undefined`: the one that the alarm is in. */
export async function findNextState(
  metrics: MetricReader,
  alarm: MetricAlarm,
  { atMs, nowMs }: EvaluationMoment,
): Promise<AlarmState | undefined> {
  const intervalMs = evaluationIntervalMs(alarm);
  const endMs = Math.floor(atMs / intervalMs) * intervalMs;
  const rule = ruleOf(alarm);
  const slots = await readSlots(metrics, alarm, { endMs, periods: evaluationRange(alarm.evaluationPeriods) });
  const evaluation = evaluate(rule, slots);
  const { verdict, evaluated } = evaluation;
  if (verdict === 'keep' || verdict === alarm.state.value) return undefined;
  const metric = alarm.source.kind === 'metric' ? alarm.source.metric : undefined;
  const subject = {
    queriedAtMs: nowMs,
    periodSeconds: periodOf(alarm),
    threshold: alarm.threshold,
    unit: metric?.unit,
    statistic: metric?.statistic,
  };
  const next = {
    value: verdict,
    reason: describeReason(rule, evaluation),
    reasonData: describeReasonData(subject, evaluated),
  };
  return nextState(alarm.state, next, nowMs);
}

function ruleOf(alarm: MetricAlarm): EvaluationRule {
  const { evaluationPeriods, datapointsToAlarm, threshold, comparisonOperator } = alarm;
  return {
    evaluationPeriods,
    datapointsToAlarm,
    threshold,
    comparisonOperator,
    treatMissingData: isOnDynamo(alarm) ? 'ignore' : (alarm.treatMissingData ?? 'missing'),
    samplesMin: samplesMin(alarm),
  };
}

/** AWS keeps the state of alarms on DynamoDB's metrics through missing data, whatever they ask for. */
const isOnDynamo = ({ source }: MetricAlarm): boolean =>
  source.kind === 'metric' && source.metric.namespace === 'AWS/DynamoDB';

function samplesMin({ source, evaluateLowSampleCountPercentile }: MetricAlarm): number | undefined {
  if (evaluateLowSampleCountPercentile !== 'ignore' || source.kind !== 'metric') return undefined;
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(source.metric.statistic)?.[1];
  return percentile === undefined ? undefined : samplesForPercentile(Number(percentile));
}
