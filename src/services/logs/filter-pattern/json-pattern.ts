/** Patterns of JSON: `{ ($.a.b[0] = "x*" || $.n > 3) && $.x IS NULL && $.y NOT EXISTS }`. */
import { compareValue, parseComparison } from './comparison.ts';
import type { FilterPattern } from './pattern.ts';
import { parseSelector, select, wildcardsOf, type JsonSelector } from './json-selector.ts';
import { PatternProblem } from './pattern-problem.ts';
import { Scanner } from './scanner.ts';

type Condition = (root: unknown) => boolean;

const wildcardsMax = 3;
/** What a text without quotes is made of, as `123.123.*` or `organizations.amazonaws.com`. */
const bareText = /[\w.*+:/-]+/y;

/** Reads what stands between the braces. */
export function parseJsonPattern(inside: string): FilterPattern {
  const parser = new JsonPatternParser(inside);
  const condition = parser.parse();
  return {
    kind: 'json',
    match(message) {
      const root = parseMessage(message);
      if (root === undefined || !condition(root)) return undefined;
      const extracted: Record<string, string> = {};
      for (const selector of parser.selectors) {
        const value = textOf(selector, root);
        if (value !== undefined) extracted[selector.text] = value;
      }
      return { extracted, value: (text) => valueOf(text, root) };
    },
  };
}

class JsonPatternParser {
  readonly selectors: JsonSelector[] = [];
  readonly #scanner: Scanner;

  constructor(inside: string) {
    this.#scanner = new Scanner(inside);
  }

  parse(): Condition {
    const condition = this.#either();
    this.#scanner.skipSpace();
    if (!this.#scanner.isAtEnd) throw this.#scanner.unexpected();
    if (this.selectors.reduce((count, selector) => count + wildcardsOf(selector), 0) > wildcardsMax) {
      throw new PatternProblem('Only three wildcard selectors are allowed in a filter pattern');
    }
    return condition;
  }

  #either(): Condition {
    const conditions = [this.#both()];
    while (this.#takeNext('||')) conditions.push(this.#both());
    return (root) => conditions.some((condition) => condition(root));
  }

  #both(): Condition {
    const conditions = [this.#single()];
    while (this.#takeNext('&&')) conditions.push(this.#single());
    return (root) => conditions.every((condition) => condition(root));
  }

  #single(): Condition {
    if (this.#takeNext('(')) {
      const condition = this.#either();
      if (!this.#takeNext(')')) throw this.#scanner.unexpected();
      return condition;
    }
    this.#scanner.skipSpace();
    const selector = parseSelector(this.#scanner);
    this.selectors.push(selector);
    this.#scanner.skipSpace();
    if (this.#scanner.match(/NOT\s+EXISTS\b/iy) !== undefined) return (root) => select(selector, root).length === 0;
    const constant = this.#scanner.match(/IS\s+(?:NULL|TRUE|FALSE)\b/iy);
    if (constant !== undefined) {
      const wanted = constants[constant.slice(2).trim().toUpperCase()];
      return (root) => select(selector, root).some((value) => value === wanted);
    }
    const comparison = parseComparison(this.#scanner, bareText);
    if (comparison === undefined) throw this.#scanner.unexpected();
    return (root) => select(selector, root).some((value) => isSimple(value) && compareValue(comparison, value));
  }

  #takeNext(token: string): boolean {
    this.#scanner.skipSpace();
    return this.#scanner.take(token);
  }
}

const constants: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false };

/** A selector that leads to an object or an array matches nothing, whatever it is compared with. */
const isSimple = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function parseMessage(message: string): unknown {
  // Most lines are no JSON at all, which is told here without an error for each.
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function valueOf(text: string, root: unknown): string | undefined {
  const scanner = new Scanner(text);
  try {
    const selector = parseSelector(scanner);
    return scanner.isAtEnd ? textOf(selector, root) : undefined;
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error;
    return undefined;
  }
}

function textOf(selector: JsonSelector, root: unknown): string | undefined {
  const [first] = select(selector, root);
  if (first === undefined) return undefined;
  return typeof first === 'string' ? first : JSON.stringify(first);
}
