import type { JsonObject } from '../mutable-json.ts';

/** As many conditions as one `Fn::Or` takes. */
const orMax = 10;

/**
 * Conditions, by name, of which the one called `name` holds where any of the given ones does. More
 * than ten take further conditions, whose names are numbered.
 */
export function combineConditions(conditions: readonly string[], name: string): JsonObject {
  const combined: JsonObject = {};
  let rest = [...conditions];
  let number = Math.floor((conditions.length - 2) / (orMax - 1));
  while (rest.length > 1) {
    const current = number > 0 ? `${name}${number}` : name;
    number -= 1;
    combined[current] = { 'Fn::Or': rest.slice(0, orMax).map((condition) => ({ Condition: condition })) };
    rest = [...rest.slice(orMax), current];
  }
  return combined;
}
