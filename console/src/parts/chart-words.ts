/** What a chart shows, for those who do not see it. Pure. */

export type ChartTone = 'current' | 'target' | 'plain' | 'good' | 'bad';

export interface ChartSeries {
  readonly label: string;
  readonly tone: ChartTone;
  readonly isDashed?: boolean;
  /** The area below is filled. */
  readonly isFilled?: boolean;
  /** A value holds until the next one. */
  readonly isStepped?: boolean;
  /** One for each of the times. */
  readonly values: readonly (number | undefined)[];
}

export interface ChartThreshold {
  readonly label: string;
  readonly value: number;
  readonly isBreached?: boolean;
}

/** A moment worth a line across the chart. */
export interface ChartMark {
  readonly at: number;
  readonly label: string;
}

export type FormatValue = (value: number | undefined) => string;

export const latestOf = ({ values }: Pick<ChartSeries, 'values'>): number | undefined =>
  values.findLast((value) => value !== undefined);

export function summarize(
  title: string,
  series: readonly ChartSeries[],
  thresholds: readonly ChartThreshold[],
  format: FormatValue,
): string {
  const parts = series.map((one) => {
    const known = one.values.filter((value) => value !== undefined);
    if (known.length === 0) return `${one.label}: no data`;
    return `${one.label}: latest ${format(latestOf(one))}, highest ${format(Math.max(...known))}`;
  });
  const limits = thresholds.map(
    ({ label, value, isBreached }) => `threshold ${label} at ${format(value)}${isBreached === true ? ', crossed' : ''}`,
  );
  return `${title}. ${[...parts, ...limits].join('; ')}.`;
}

/**
 * The height of a chart. Thresholds are on it as long as they do not press what was measured flat on the
 * ground: one that is far above is told at the upper edge instead.
 */
export function upperBound(values: readonly number[], thresholds: readonly number[], least = 1): number {
  const highest = Math.max(0, ...values);
  const near = thresholds.filter((threshold) => highest === 0 || threshold <= highest * nearFactor);
  const top = Math.max(highest, ...near);
  return Math.max(least, top * 1.15);
}

const nearFactor = 5;
