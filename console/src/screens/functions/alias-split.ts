/** How an alias splits its calls. Pure. */
import type { Alias } from './read-functions.ts';

export interface AliasShare {
  readonly version: string;
  readonly percent: number;
  /** The version that the alias points at; the other one is being tried. */
  readonly isMain: boolean;
}

export function sharesOf({ FunctionVersion: main = '', RoutingConfig: routing }: Alias): readonly AliasShare[] {
  const others = Object.entries(routing?.AdditionalVersionWeights ?? {})
    .filter(([, weight]) => weight > 0)
    .map(([version, weight]) => ({ version, percent: toPercent(weight), isMain: false }));
  const rest = 100 - others.reduce((sum, { percent }) => sum + percent, 0);
  return [{ version: main, percent: Math.round(rest * 10) / 10, isMain: true }, ...others];
}

/** Fractions such as 0.1 + 0.2 have no exact form; weights have no more than a tenth of a percent to show. */
const toPercent = (weight: number): number => Math.round(weight * 1000) / 10;

/** As `1` or `1 (90 %), 2 (10 %)`. A share stays on the line of its version. */
export function describeShares(shares: readonly AliasShare[]): string {
  const [only] = shares;
  if (only !== undefined && shares.length === 1) return only.version;
  return shares.map(({ version, percent }) => `${version}\u00a0(${percent}\u00a0%)`).join(', ');
}
