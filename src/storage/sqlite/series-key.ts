import type { SeriesKey } from '../series.ts';

/**
 * Dimensions as one text that is the same for the same set: JSON of the pairs, sorted by name and
 * value. It is both the key of a series and what listings search.
 */
export function encodeDimensions(dimensions: SeriesKey['dimensions']): string {
  const sorted = dimensions.toSorted(
    ([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue),
  );
  return JSON.stringify(sorted);
}

export function decodeDimensions(json: string): SeriesKey['dimensions'] {
  return JSON.parse(json);
}

/**
 * What the encoded text contains if the dimension is among the set. It may contain it otherwise too:
 * a name that ends in `[` is followed by a quote as the opening of a pair is.
 */
export function dimensionNeedle({ name, value }: { readonly name: string; readonly value?: string }): string {
  return value === undefined ? `[${JSON.stringify(name)},` : JSON.stringify([name, value]);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
