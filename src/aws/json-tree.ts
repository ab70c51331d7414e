/**
 * JSON text as a tree that remembers where each value stands, for refusals that have to name the
 * place. What is no JSON is refused in the words of the parser that AWS uses.
 */

interface Place {
  /** Offset of the value's first character. */
  readonly start: number;
  /** Offset after its last one. */
  readonly end: number;
}

export type JsonNode = Place &
  (
    | { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
    | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'number'; readonly value: number; readonly text: string }
    | { readonly kind: 'literal'; readonly value: boolean | null }
  );

export interface JsonEntry {
  readonly name: string;
  readonly value: JsonNode;
}

export interface JsonFault {
  readonly reason: string;
  readonly offset: number;
}

export type JsonTree =
  | { readonly kind: 'tree'; readonly root: JsonNode }
  | { readonly kind: 'fault'; readonly fault: JsonFault };

/** As deep as AWS's own parser goes. */
const depthMax = 1000;

export function readJsonTree(text: string): JsonTree {
  try {
    return { kind: 'tree', root: new Reader(text).document() };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'fault', fault: error };
    throw error;
  }
}

/** `line: 1, column: 5`, both counted from one, as AWS names a place. */
export function describePlace(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `line: ${line}, column: ${offset - before.lastIndexOf('\n')}`;
}

/** Leaves the recursion; never leaves this file. */
class Refusal extends Error implements JsonFault {
  readonly reason: string;
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.reason = reason;
    this.offset = offset;
  }
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringPattern = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const wordPattern = /[A-Za-z0-9_$]*/y;
const literals = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    this.#skipSpace();
    if (this.#at >= this.#text.length) throw new Refusal('No content to map due to end-of-input', 0);
    const root = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected('was expecting the end of the document');
    return root;
  }

  #value(): JsonNode {
    this.#skipSpace();
    const start = this.#at;
    const first = this.#text[start];
    if (first === '{' || first === '[') return this.#nested(first);
    if (first === '"') return { kind: 'string', start, ...this.#string() };
    const number = this.#take(numberPattern);
    if (number !== undefined) return { kind: 'number', start, end: this.#at, value: Number(number), text: number };
    return this.#literal(start);
  }

  #nested(first: '{' | '['): JsonNode {
    this.#depth += 1;
    if (this.#depth > depthMax)
      throw new Refusal(`Document nesting depth (${this.#depth}) exceeds the maximum allowed (${depthMax})`, this.#at);
    const node = first === '{' ? this.#object() : this.#array();
    this.#depth -= 1;
    return node;
  }

  #object(): JsonNode {
    const start = this.#at;
    const entries: JsonEntry[] = [];
    this.#at += 1;
    while (!this.#closes('}')) {
      if (entries.length > 0) this.#expect(',', 'was expecting comma to separate Object entries');
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw this.#unexpected('was expecting double-quote to start field name');
      const name = this.#string().value;
      this.#expect(':', 'was expecting a colon to separate field name and value');
      entries.push({ name, value: this.#value() });
    }
    return { kind: 'object', start, end: this.#at, entries };
  }

  #array(): JsonNode {
    const start = this.#at;
    const items: JsonNode[] = [];
    this.#at += 1;
    while (!this.#closes(']')) {
      if (items.length > 0) this.#expect(',', 'was expecting comma to separate Array entries');
      items.push(this.#value());
    }
    return { kind: 'array', start, end: this.#at, items };
  }

  #closes(bracket: '}' | ']'): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== bracket) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string, expectation: string): void {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) throw this.#unexpected(expectation);
    this.#at += 1;
  }

  #string(): { readonly value: string; readonly end: number } {
    const text = this.#take(stringPattern);
    if (text === undefined) throw new Refusal('Unexpected end-of-input in VALUE_STRING', this.#text.length);
    const value: unknown = JSON.parse(text);
    return { value: String(value), end: this.#at };
  }

  #literal(start: number): JsonNode {
    const word = this.#take(wordPattern) ?? '';
    const value = literals.get(word);
    if (value !== undefined) return { kind: 'literal', start, end: this.#at, value };
    const expectation = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    if (word === '') throw this.#unexpected('expected a valid value');
    throw new Refusal(`Unrecognized token '${word}': ${expectation}`, this.#at);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #skipSpace(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }

  #unexpected(expectation: string): Refusal {
    const found = this.#text[this.#at];
    if (found === undefined) return new Refusal('Unexpected end-of-input', this.#at);
    return new Refusal(`Unexpected character ('${found}' (code ${found.charCodeAt(0)})): ${expectation}`, this.#at);
  }
}
