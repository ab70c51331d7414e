/** Why an alarm is in its state: AWS's sentence, and the data behind it as AWS's JSON. */
import type { ComparisonOperator, MissingDataTreatment } from '../resources/alarm.ts';
import { datapointTime, offsetTime } from './dates.ts';
import type { Evaluation, EvaluationRule, JudgedSlot } from './evaluation.ts';
import { javaDouble } from './java-double.ts';

export const initialReason = 'Unchecked: Initial alarm creation';

const comparisons = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const satisfies Record<ComparisonOperator, string>;

/** More datapoints than this are counted before the newest of them are listed. */
const listedMax = 5;

/** The sentence for an evaluation that changed the state. */
export function describeReason(rule: EvaluationRule, { verdict, evaluated }: Evaluation): string {
  const real = evaluated.filter(({ judgement }) => judgement !== 'missing');
  const missing = evaluated.length - real.length;
  if (verdict === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${count(missing, 'datapoint')} ${were(missing)} unknown.`;
  const treated = treatedAs(missing, rule.treatMissingData);
  if (real.length === 0)
    return `Threshold Crossed: no datapoints were received for ${count(missing, 'period')}${treated}.`;
  const wanted = verdict === 'ALARM' ? 'breaching' : 'ok';
  const deciding = real.filter(({ judgement }) => judgement === wanted);
  // Where the gaps alone decided, what there is besides is told.
  return describeDatapoints(rule, deciding.length > 0 ? deciding : real, { verdict, treated });
}

function describeDatapoints(
  rule: EvaluationRule,
  points: readonly JudgedSlot[],
  { verdict, treated }: { readonly verdict: string; readonly treated: string },
): string {
  const { evaluationPeriods, datapointsToAlarm, threshold } = rule;
  const isBreaching = points[0]?.judgement === 'breaching';
  const listed = `[${points
    .slice(0, listedMax)
    .map(({ atMs, value = 0 }) => `${javaDouble(value)} (${datapointTime(atMs)})`)
    .join(', ')}]`;
  const isListedBehind = points.length >= listedMax;
  const counted =
    datapointsToAlarm === undefined
      ? count(points.length, 'datapoint')
      : `${points.length} out of the last ${evaluationPeriods} datapoints`;
  const comparison = `${were(points.length)} ${isBreaching ? '' : 'not '}${comparisons[rule.comparisonOperator]}`;
  const sentence = `Threshold Crossed: ${counted}${isListedBehind ? '' : ` ${listed}`} ${comparison} the threshold (${javaDouble(threshold)})${treated}`;
  const list = isListedBehind ? `. The most recent datapoints which crossed the threshold: ${listed}` : '';
  return `${sentence}${list}${describeMinimum(rule, verdict)}.`;
}

function describeMinimum({ evaluationPeriods, datapointsToAlarm }: EvaluationRule, verdict: string): string {
  if (datapointsToAlarm === undefined) return '';
  return verdict === 'ALARM'
    ? ` (minimum ${count(datapointsToAlarm, 'datapoint')} for OK -> ALARM transition)`
    : ` (minimum ${count(evaluationPeriods - datapointsToAlarm + 1, 'datapoint')} for ALARM -> OK transition)`;
}

function treatedAs(missing: number, treatment: MissingDataTreatment): string {
  if (missing === 0 || treatment === 'missing' || treatment === 'ignore') return '';
  const name = treatment === 'breaching' ? 'Breaching' : 'NonBreaching';
  return ` and ${missing} missing datapoint${missing === 1 ? ' was' : 's were'} treated as [${name}]`;
}

const were = (number: number): string => (number === 1 ? 'was' : 'were');
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

export interface ReasonDataSubject {
  readonly queriedAtMs: number;
  readonly periodSeconds: number;
  readonly threshold: number;
  readonly unit?: string | undefined;
  /** Left out for an expression. */
  readonly statistic?: string | undefined;
}

/**
 * `StateReasonData`. Written by hand, because its numbers are Java's: `JSON.stringify` would make
 * `21` of `21.0`.
 */
export function describeReasonData(subject: ReasonDataSubject, evaluated: readonly JudgedSlot[]): string {
  const { queriedAtMs, periodSeconds, threshold, unit, statistic } = subject;
  const oldestFirst = evaluated.filter(({ value }) => value !== undefined).toReversed();
  const [oldest] = oldestFirst;
  const members = [
    `"version":"1.0"`,
    `"queryDate":"${offsetTime(queriedAtMs)}"`,
    ...(oldest === undefined ? [] : [`"startDate":"${offsetTime(oldest.atMs)}"`]),
    ...(unit === undefined ? [] : [`"unit":${JSON.stringify(unit)}`]),
    ...(statistic === undefined ? [] : [`"statistic":${JSON.stringify(statistic)}`]),
    `"period":${periodSeconds}`,
    `"recentDatapoints":[${oldestFirst.map(({ value = 0 }) => javaDouble(value)).join(',')}]`,
    `"threshold":${javaDouble(threshold)}`,
    `"evaluatedDatapoints":[${evaluated.map(describeEvaluated).join(',')}]`,
  ];
  return `{${members.join(',')}}`;
}

function describeEvaluated({ atMs, value, sampleCount }: JudgedSlot): string {
  const members = [
    `"timestamp":"${offsetTime(atMs)}"`,
    ...(sampleCount === undefined || value === undefined ? [] : [`"sampleCount":${javaDouble(sampleCount)}`]),
    ...(value === undefined ? [] : [`"value":${javaDouble(value)}`]),
  ];
  return `{${members.join(',')}}`;
}
