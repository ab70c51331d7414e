/** Choices that a seed decides, so that a run can be had again. */
export interface Seeded {
  /** From 0 up to 1, without it. */
  next(): number;
  /** A whole number from 0 up to `bound`, without it. */
  below(bound: number): number;
  chance(probability: number): boolean;
  /** `undefined` of nothing. */
  pick<T>(items: readonly T[]): T | undefined;
}

export function createSeeded(seed: number): Seeded {
  // Mulberry32.
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return { next, below, chance: (probability) => next() < probability, pick: (items) => items[below(items.length)] };
}
