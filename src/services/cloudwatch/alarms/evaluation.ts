/**
 * Which state a metric alarm's datapoints ask for: M of N, missing data, few samples. Pure.
 *
 * AWS looks at more periods than the N it evaluates, so that a gap does not hide what is known:
 * with N real datapoints among them, gaps do not count at all.
 */
import type { ComparisonOperator, MissingDataTreatment, StateValue } from '../resources/alarm.ts';

export interface EvaluationRule {
  /** N: how many datapoints are evaluated. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. Left out: all. */
  readonly datapointsToAlarm?: number | undefined;
  readonly threshold: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: MissingDataTreatment;
  /** With fewer samples than this the state is kept: of a percentile that is told to wait for more. */
  readonly samplesMin?: number | undefined;
}

/** One period of the evaluation range. Without a value: there was no data. */
export interface Slot {
  readonly atMs: number;
  readonly value?: number | undefined;
  readonly sampleCount?: number | undefined;
}

export type Verdict = StateValue | 'keep';
export type Judgement = 'breaching' | 'ok' | 'missing';

export interface JudgedSlot extends Slot {
  readonly judgement: Judgement;
}

export interface Evaluation {
  readonly verdict: Verdict;
  /** What the verdict rests on, newest first; missing ones among them where there is too little data. */
  readonly evaluated: readonly JudgedSlot[];
}

/**
 * How many periods are looked at for N evaluated ones. AWS documents one pair, 3 and 5; this is the
 * simplest rule that gives it.
 */
export const evaluationRange = (evaluationPeriods: number): number =>
  evaluationPeriods + Math.max(2, Math.floor(evaluationPeriods / 3));

/** The state that the periods of the evaluation range, oldest first, ask for. */
export function evaluate(rule: EvaluationRule, slots: readonly Slot[]): Evaluation {
  const judged = slots.map((slot) => ({ ...slot, judgement: judge(rule, slot.value) }));
  const evaluated = evaluatedSlots(judged, rule.evaluationPeriods);
  const real = evaluated.filter(({ judgement }) => judgement !== 'missing');
  const samples = real.reduce((sum, { sampleCount = 0 }) => sum + sampleCount, 0);
  const isTooFew = real.length > 0 && samples < (rule.samplesMin ?? 0);
  const judgements = judged.map(({ judgement }) => judgement);
  return { verdict: isTooFew ? 'keep' : decide(rule, judgements), evaluated };
}

type DecisionRule = Pick<EvaluationRule, 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'>;

/** The verdict over the judged periods of the range, oldest first. */
export function decide(rule: DecisionRule, judgements: readonly Judgement[]): Verdict {
  const wanted = rule.evaluationPeriods;
  const toAlarm = rule.datapointsToAlarm ?? wanted;
  const real = judgements.filter((judgement) => judgement !== 'missing');
  if (real.length >= wanted) return breaches(real.slice(-wanted)) >= toAlarm ? 'ALARM' : 'OK';
  if (real.length === 0) return verdictWithoutData[rule.treatMissingData];
  const breaching = breaches(real);
  const missing = wanted - real.length;
  switch (rule.treatMissingData) {
    case 'breaching':
      return breaching + missing >= toAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return breaching >= toAlarm ? 'ALARM' : 'OK';
    case 'missing':
    case 'ignore':
      if (breaching >= toAlarm) return 'ALARM';
      if (breaching < real.length) return 'OK';
      // Nothing but breaches, though too few: once the oldest is so old that a datapoint for each
      // period since would have been enough, AWS takes silence for trouble.
      return rule.treatMissingData === 'missing' && ageOfOldestBreach(judgements) >= toAlarm ? 'ALARM' : 'keep';
  }
}

const verdictWithoutData = {
  missing: 'INSUFFICIENT_DATA',
  ignore: 'keep',
  breaching: 'ALARM',
  notBreaching: 'OK',
} as const satisfies Record<MissingDataTreatment, Verdict>;

/** How many samples a percentile needs to be trusted: ten beyond it. */
export function samplesForPercentile(percentile: number): number {
  const share = percentile / 100;
  const beyond = share >= 0.5 ? 1 - share : share;
  // 1 - 0.99 is not quite 0.01.
  return beyond <= 0 ? Number.POSITIVE_INFINITY : Math.round((10 / beyond) * 1e6) / 1e6;
}

/** Whether a value is on the wrong side of the threshold. */
export function isBreaching(
  { comparisonOperator, threshold }: Pick<EvaluationRule, 'comparisonOperator' | 'threshold'>,
  value: number,
): boolean {
  switch (comparisonOperator) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

function judge(rule: EvaluationRule, value: number | undefined): Judgement {
  if (value === undefined) return 'missing';
  return isBreaching(rule, value) ? 'breaching' : 'ok';
}

/** The newest real periods; where they are too few, all of them and the newest gaps. Newest first. */
function evaluatedSlots(judged: readonly JudgedSlot[], wanted: number): readonly JudgedSlot[] {
  const newestFirst = judged.toReversed();
  const real = newestFirst.filter(({ judgement }) => judgement !== 'missing').slice(0, wanted);
  const gaps = newestFirst.filter(({ judgement }) => judgement === 'missing').slice(0, wanted - real.length);
  return [...real, ...gaps].toSorted((left, right) => right.atMs - left.atMs);
}

const breaches = (judgements: readonly Judgement[]): number =>
  judgements.filter((judgement) => judgement === 'breaching').length;

/** Counted from the newest period, which is 1. */
const ageOfOldestBreach = (judgements: readonly Judgement[]): number =>
  judgements.length - judgements.indexOf('breaching');
