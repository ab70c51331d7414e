import { Sketch, type Bucket } from '../../storage/sketch.ts';
import type { StatisticSet, StoredPoint } from '../../storage/series.ts';

type Point = StatisticSet & Pick<StoredPoint, 'sketch'>;

/** Points put together: one statistic set of all samples, and how their values are spread. */
export class Aggregate implements StatisticSet {
  sampleCount = 0;
  sum = 0;
  minimum = Infinity;
  maximum = -Infinity;
  /** Values of points whose samples are all alike. */
  readonly #exact: Bucket[] = [];
  readonly #sketches: Uint8Array[] = [];
  #hasUnknown = false;

  static of(points: Iterable<Point>): Aggregate {
    const aggregate = new Aggregate();
    for (const point of points) aggregate.add(point);
    return aggregate;
  }

  add(point: Point): void {
    this.sampleCount += point.sampleCount;
    this.sum += point.sum;
    this.minimum = Math.min(this.minimum, point.minimum);
    this.maximum = Math.max(this.maximum, point.maximum);
    if (point.minimum === point.maximum) this.#exact.push({ value: point.minimum, count: point.sampleCount });
    else if (point.sketch === undefined) this.#hasUnknown = true;
    else this.#sketches.push(point.sketch);
  }

  /** All values, smallest first; `undefined`: some are not known, or are negative, which AWS tells no percentiles of. */
  buckets(): readonly Bucket[] | undefined {
    if (this.#hasUnknown || this.minimum < 0) return undefined;
    const merged = this.#sketches.length === 0 ? [] : mergeSketches(this.#sketches).buckets();
    const clamped = merged.map(({ value, count }) => ({
      value: Math.min(Math.max(value, this.minimum), this.maximum),
      count,
    }));
    return [...clamped, ...this.#exact].sort((left, right) => left.value - right.value);
  }

  /** The same samples as one point. */
  toPoint(): Point {
    const { sampleCount, sum, minimum, maximum } = this;
    const set = { sampleCount, sum, minimum, maximum };
    if (this.#hasUnknown || minimum < 0 || minimum === maximum) return set;
    const sketch = mergeSketches(this.#sketches);
    for (const { value, count } of this.#exact) sketch.add(value, count);
    return { ...set, sketch: sketch.encode() };
  }
}

function mergeSketches(sketches: readonly Uint8Array[]): Sketch {
  const merged = new Sketch();
  for (const sketch of sketches) merged.merge(Sketch.decode(sketch));
  return merged;
}
