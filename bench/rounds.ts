/** Figures that hold on a noisy machine: rounds of each contender in turn, medians, ratios within a round. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function medianOf<T>(figures: readonly T[], pick: (figure: T) => number): number {
  return median(figures.map(pick));
}

/** The median of what each round's one is of its other. */
export function ratioOf<T>(ones: readonly T[], others: readonly T[], pick: (figure: T) => number): number {
  return median(
    ones.map((one, round) => {
      const other = others[round];
      return other === undefined ? Number.NaN : pick(one) / pick(other);
    }),
  );
}

/** `p` in [0, 1]. */
export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

/** Runs each contender once per round, in turn, and gives the figures of all rounds by contender. */
export async function interleave<T>(
  rounds: number,
  contenders: Readonly<Record<string, () => Promise<T>>>,
): Promise<Record<string, T[]>> {
  const figures: Record<string, T[]> = {};
  for (const name of Object.keys(contenders)) figures[name] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(contenders)) figures[name]?.push(await run());
  }
  return figures;
}
