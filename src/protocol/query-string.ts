/** One parameter that needs no decoding. */
const plainParameter = /^([\w.~-]+)=([\w.~-]*)$/;

/** A query's parameters, decoded, each with all its values in the order sent. */
export function parseQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const parameters = new Map<string, string[]>();
  if (query === '') return parameters;
  const plain = plainParameter.exec(query);
  if (plain?.[1] !== undefined && plain[2] !== undefined) return parameters.set(plain[1], [plain[2]]);
  for (const [name, value] of new URLSearchParams(query)) {
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}
