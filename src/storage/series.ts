/**
 * Series: metric datapoints by series and minute. A series is a number that the store gives to a
 * namespace, a metric name, a set of dimensions and a unit.
 */
export interface Series {
  /** Adds the points; a point of a moment that the series has already is kept beside it. Durable when resolved. */
  append(points: readonly SeriesPoint[]): Promise<void>;
  /** Points in [fromMs, toMs), by time. */
  query(request: {
    readonly series: SeriesKey;
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<readonly StoredPoint[]>;
  /**
   * The series that match and have a point at or after `activeSinceMs`, by namespace, metric name
   * and then dimensions. Throws `InvalidCursor` where `after` is no `next` of the store's.
   */
  list(request: SeriesQuery): Promise<{ readonly series: readonly SeriesKey[]; readonly next?: string }>;
  /** Everyone who has series, in order. */
  owners(): Promise<readonly string[]>;
  /**
   * Puts what `change` makes of the points of a series in [fromMs, toMs) in their place, as one
   * step: no point that is appended meanwhile is lost. `change` is pure, may be called again, and
   * gives back what it was given where nothing is to be done.
   */
  rewrite(request: {
    readonly series: SeriesKey;
    readonly fromMs: number;
    readonly toMs: number;
    readonly change: (points: readonly StoredPoint[]) => readonly StoredPoint[];
  }): Promise<void>;
  /** Forgets points before the moment; series without points go with them. */
  prune(beforeMs: number): Promise<number>;
}

export interface SeriesKey {
  /** Whose series it is: region and account, as `us-east-1/000000000000`. */
  readonly owner: string;
  readonly namespace: string;
  readonly metric: string;
  /** In any order: the set counts. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  readonly unit: string;
}

export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface StoredPoint extends StatisticSet {
  readonly atMs: number;
  /** Seconds that the point covers: 60, or 1 for high resolution. */
  readonly resolutionSeconds: number;
  /** How the values are spread, as a `Sketch` writes itself; absent where percentiles cannot be told. */
  readonly sketch?: Uint8Array;
}

export interface SeriesPoint extends StoredPoint {
  readonly series: SeriesKey;
}

export interface SeriesQuery {
  readonly owner: string;
  readonly namespace?: string;
  readonly metric?: string;
  /** Each must be among the series' dimensions; a value left out matches any. */
  readonly dimensions?: readonly { readonly name: string; readonly value?: string }[];
  /** Only series that have the given dimensions, values and all, and no others. @default false */
  readonly hasNoOtherDimensions?: boolean;
  readonly activeSinceMs?: number;
  readonly after?: string;
  readonly limit: number;
}
