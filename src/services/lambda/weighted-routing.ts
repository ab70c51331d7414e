/**
 * Which version takes a call that names an alias.
 *
 * Everything here is a function of the alias's routing, of a number that the caller drew and, for
 * the low-variance choice, of the calls counted so far.
 */
import type { AliasRoute } from './routing-change.ts';

/**
 * How calls are spread over an alias's two versions. `random` is what AWS does: each call is drawn
 * on its own. `lowVariance` keeps the observed share within one call of the configured one.
 * `sticky` sends calls with the same value of the header (or of the client context's `custom`
 * entry of that name) to the same version, as long as the weight does not shrink.
 */
export type RoutingMode =
  | { readonly kind: 'random' }
  | { readonly kind: 'lowVariance' }
  | { readonly kind: 'sticky'; readonly header: string };

/**
 * The version for a draw in [0, 1). Exact at both ends: weight 0 never picks the additional
 * version, weight 1 always does.
 */
export function pickVersion(route: AliasRoute, draw: number): string {
  const { additional } = route;
  return additional !== undefined && draw < additional.weight ? additional.version : route.version;
}

/**
 * Where a key lies in [0, 1), the same on every node and after every start. As a draw it makes the
 * choice sticky: the keys below a weight are also below any larger one.
 *
 * FNV-1a, then MurmurHash3's finalizer: FNV alone leaves short keys that differ in their last
 * character close together.
 */
export function keyPosition(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * Picks so that after n calls the additional version has had n times its weight, rounded: never
 * half a call away from the configured share. Another routing starts the count anew.
 */
export class LowVariancePicker {
  #route: AliasRoute | undefined;
  #calls = 0;
  #taken = 0;

  pick(route: AliasRoute): string {
    if (route !== this.#route) this.#follow(route);
    const { additional } = route;
    if (additional === undefined) return route.version;
    this.#calls += 1;
    const due = Math.floor(this.#calls * additional.weight + 0.5);
    if (due <= this.#taken) return route.version;
    this.#taken = due;
    return additional.version;
  }

  #follow(route: AliasRoute): void {
    const before = this.#route;
    this.#route = route;
    if (before !== undefined && isSameRouting(before, route)) return;
    this.#calls = 0;
    this.#taken = 0;
  }
}

function isSameRouting(one: AliasRoute, other: AliasRoute): boolean {
  return (
    one.version === other.version &&
    one.additional?.version === other.additional?.version &&
    one.additional?.weight === other.additional?.weight
  );
}
