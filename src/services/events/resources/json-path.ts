/** The JSON paths of targets: `$.detail.state`, `$.resources[0]`, `$['detail-type']`. */

const step = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/y;

/** The names and numbers to go by; `undefined`: the text is no such path. */
export function parseJsonPath(text: string): readonly (string | number)[] | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  let at = 1;
  while (at < text.length) {
    step.lastIndex = at;
    const match = step.exec(text);
    if (match === null) return undefined;
    const [whole, name, index, single, double] = match;
    steps.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
    at += whole.length;
  }
  return steps;
}

/** What the path leads to; `undefined`: nothing. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, next) => {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, next)) return undefined;
    // The member was just seen to be there.
    return (found as Readonly<Record<string | number, unknown>>)[next];
  }, value);
}
