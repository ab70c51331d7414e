/** What `GetMetricData` asks for, read and checked. Pure; throws `ApiError`. */
import type { CloudwatchInput } from '../context.ts';
import { invalidCombination, invalidValue, missingParameter, validationError } from '../errors.ts';
import { parseStatistic, type Statistic } from '../statistics.ts';
import { isPeriod } from './time-range.ts';

export type MetricDataQuery = NonNullable<CloudwatchInput<'GetMetricData'>['MetricDataQueries']>[number];

interface QueryBase {
  readonly id: string;
  readonly label: string | undefined;
  readonly returnsData: boolean;
}

export interface StatQuery extends QueryBase {
  readonly kind: 'stat';
  readonly account: string | undefined;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly statisticName: string;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
}

export interface ExpressionQuery extends QueryBase {
  readonly kind: 'expression';
  readonly expression: string;
  readonly periodSeconds: number | undefined;
}

export type ParsedQuery = StatQuery | ExpressionQuery;

const queriesMax = 500;

export function parseQueries(queries: readonly MetricDataQuery[]): readonly ParsedQuery[] {
  if (queries.length === 0) throw missingParameter('The parameter MetricDataQueries is required.');
  if (queries.length > queriesMax)
    throw invalidValue(`The collection MetricDataQueries must not have a size greater than ${queriesMax}.`);
  const parsed = queries.map((query, index) => parseQuery(query, `MetricDataQueries.member.${index + 1}`));
  if (new Set(parsed.map(({ id }) => id)).size < parsed.length)
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  if (!parsed.some(({ returnsData }) => returnsData))
    throw validationError('At least one of the MetricDataQueries must have ReturnData set to true.');
  return parsed;
}

function parseQuery(query: MetricDataQuery, place: string): ParsedQuery {
  const { Id = '', Expression, MetricStat, Label, ReturnData = true, Period } = query;
  if (!/^[a-z]\w*$/.test(Id))
    throw validationError(
      `The value ${Id} for parameter ${place}.Id is invalid. It must begin with a lowercase letter and contain only letters, digits and underscores.`,
    );
  if (Expression !== undefined && MetricStat !== undefined)
    throw invalidCombination(
      `The parameters ${place}.Expression and ${place}.MetricStat are mutually exclusive and you have specified both.`,
    );
  const base = { id: Id, label: Label, returnsData: ReturnData };
  if (MetricStat !== undefined) return { ...base, ...parseStat(query, MetricStat, place) };
  if (Expression === undefined)
    throw missingParameter(`One of the parameters ${place}.Expression and ${place}.MetricStat must be specified.`);
  requirePeriod(Period, `${place}.Period`);
  return { ...base, kind: 'expression', expression: Expression, periodSeconds: Period };
}

function parseStat(
  { AccountId, Period: outerPeriod }: MetricDataQuery,
  { Metric, Period = 0, Stat = '', Unit }: NonNullable<MetricDataQuery['MetricStat']>,
  place: string,
): Omit<StatQuery, keyof QueryBase> {
  if (outerPeriod !== undefined)
    throw invalidCombination(
      `The parameters ${place}.MetricStat and ${place}.Period are mutually exclusive and you have specified both.`,
    );
  const statistic = parseStatistic(Stat);
  if (statistic === undefined)
    throw invalidValue(`The value ${Stat} for parameter ${place}.MetricStat.Stat is not supported.`);
  requirePeriod(Period, `${place}.MetricStat.Period`);
  const { Namespace = '', MetricName = '' } = Metric ?? {};
  if (Namespace === '') throw missingParameter(`The parameter ${place}.MetricStat.Metric.Namespace is required.`);
  if (MetricName === '') throw missingParameter(`The parameter ${place}.MetricStat.Metric.MetricName is required.`);
  return {
    kind: 'stat',
    account: AccountId,
    namespace: Namespace,
    metricName: MetricName,
    dimensions: (Metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
    statisticName: Stat,
    statistic,
    periodSeconds: Period,
    unit: Unit,
  };
}

function requirePeriod(seconds: number | undefined, place: string): void {
  if (seconds !== undefined && !isPeriod(seconds))
    throw invalidValue(`The parameter ${place} must be 1, 5, 10, 20, 30 or a multiple of 60.`);
}
