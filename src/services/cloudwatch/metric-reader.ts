/** The port between what is measured and what is asked of it: alarms and queries read through it. */
export interface MetricReader {
  /**
   * One value for each period that has data, oldest first. Periods are aligned to multiples of the
   * period's length since the epoch, unless `anchorMs` says from where they count.
   */
  read(query: MetricQuery): Promise<readonly MetricValue[]>;
}

export interface MetricQuery {
  /** Whose metrics: region and account. */
  readonly owner: { readonly region: string; readonly account: string };
  readonly namespace: string;
  readonly metricName: string;
  /** The whole set, in any order. */
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  /** `Sum`, `Average`, `SampleCount`, `Minimum`, `Maximum`, or an extended one as `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:100)`, `IQM`. */
  readonly statistic: string;
  readonly periodSeconds: number;
  /** Only values of this unit; left out: all units. */
  readonly unit?: string;
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  readonly anchorMs?: number;
}

export interface MetricValue {
  /** Start of the period. */
  readonly atMs: number;
  readonly value: number;
  readonly sampleCount: number;
  readonly unit: string;
}
