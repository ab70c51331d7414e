/** Lists of `NAME=VALUE` in the forms in which the SAM CLI's configuration has them. Pure. */

export type Pairs = Readonly<Record<string, string>>;

/** Names and values of a text like `A=1 B="x y"`; `undefined`: it is none. */
export function parsePairs(text: string): Pairs | undefined {
  const pairs: Record<string, string> = {};
  for (const word of splitWords(text)) {
    const end = word.indexOf('=');
    if (end < 1) return undefined;
    pairs[word.slice(0, end)] = word.slice(end + 1);
  }
  return pairs;
}

/** Splits at spaces as a shell does: quotes hold together what is between them, a backslash what follows. */
function splitWords(text: string): readonly string[] {
  return [...text.matchAll(/(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s"'\\]|["'\\])+/g)].map(([word]) =>
    word.replaceAll(/"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])/g, (_, double, single, escaped) =>
      typeof double === 'string' ? double.replaceAll(/\\(["\\])/g, '$1') : String(single ?? escaped),
    ),
  );
}

/** Reads a text, a list of texts or a table. `undefined`: it is none of these. */
export function readPairs(value: unknown): Pairs | undefined {
  if (typeof value === 'string') return parsePairs(value);
  if (Array.isArray(value)) {
    const parts = value.map((item) => (typeof item === 'string' ? parseWhole(item) : readPairs(item)));
    const known = parts.filter((part) => part !== undefined);
    return known.length === parts.length ? Object.assign({}, ...known) : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).map(([name, item]) => [name, textOf(item)] as const);
  return entries.every(isText) ? Object.fromEntries(entries) : undefined;
}

/** An item of a list is one pair, spaces and all, unless quotes say otherwise. */
function parseWhole(text: string): Pairs | undefined {
  if (/["'\\]/.test(text)) return parsePairs(text);
  const end = text.indexOf('=');
  return end < 1 ? undefined : { [text.slice(0, end)]: text.slice(end + 1) };
}

const isText = (entry: readonly [string, string | undefined]): entry is readonly [string, string] =>
  entry[1] !== undefined;

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  // Parameters of the type `CommaDelimitedList`.
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.join(',') : undefined;
}
