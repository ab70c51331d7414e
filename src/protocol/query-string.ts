import { TextMemo } from './text-memo.ts';

type Parameters = ReadonlyMap<string, readonly string[]>;

const none: Parameters = new Map();
const known = new TextMemo<Parameters>();

/** A query's parameters, decoded, each with all its values in the order sent. */
export function parseQuery(query: string): Parameters {
  if (query === '') return none;
  let parameters = known.get(query);
  if (parameters === undefined) {
    parameters = readParameters(query);
    // An address that carries its signature rarely comes again, and nothing of a signature is kept.
    if (!query.includes('Signature=')) known.set(query, parameters);
  }
  return parameters;
}

function readParameters(query: string): Parameters {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}
