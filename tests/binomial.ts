/** How far a count of random choices may stray from its expectation. */

export interface Interval {
  readonly least: number;
  readonly most: number;
}

/**
 * The central interval that holds the number of successes in `draws` independent draws of chance
 * `probability` with at least this confidence, by the exact binomial distribution: each tail beyond
 * it has at most half of what is left.
 */
export function binomialInterval(draws: number, probability: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  let cumulative = 0;
  let least: number | undefined;
  // In logarithms, for the chance of the first count alone is below what a double can hold.
  let logarithm = draws * Math.log1p(-probability);
  for (let count = 0; count <= draws; count += 1) {
    cumulative += Math.exp(logarithm);
    if (least === undefined && cumulative > tail) least = count;
    if (cumulative >= 1 - tail) return { least: least ?? count, most: count };
    logarithm += Math.log((draws - count) / (count + 1)) + Math.log(probability) - Math.log1p(-probability);
  }
  return { least: least ?? 0, most: draws };
}
