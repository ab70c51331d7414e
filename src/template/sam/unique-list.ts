import { canonicalJson } from './logical-id.ts';
import type { JsonValue } from './mutable-json.ts';

interface Known {
  readonly texts: Set<string>;
  length: number;
}

/** What stands in each list: long lists are added to often, and a look through all of it each time would take long. */
const knownByList = new WeakMap<JsonValue[], Known>();

/** Adds the value at the end of the list, unless one like it is there. */
export function pushUnique(list: JsonValue[], value: JsonValue): void {
  let known = knownByList.get(list);
  if (known === undefined || known.length !== list.length) {
    known = { texts: new Set(list.map(canonicalJson)), length: list.length };
    knownByList.set(list, known);
  }
  const text = canonicalJson(value);
  if (known.texts.has(text)) return;
  known.texts.add(text);
  known.length = list.push(value);
}
