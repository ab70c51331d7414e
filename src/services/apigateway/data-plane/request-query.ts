/** Each parameter's values in the order in which they came; `undefined`: there are none. */
export function listParameters(query: string): ReadonlyMap<string, readonly string[]> | undefined {
  if (query === '') return undefined;
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const list = values.get(name) ?? [];
    list.push(value);
    values.set(name, list);
  }
  return values;
}
