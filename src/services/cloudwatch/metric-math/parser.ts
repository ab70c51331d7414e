/** The grammar of metric math: from an expression's text to its tree. Pure. */
import { tokenize, type Token } from './tokens.ts';
import { MathRefusal } from './value.ts';

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negation'; readonly operand: Node }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'array'; readonly items: readonly Node[] };

export type Operator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

/** Loosest first; all of a level are taken from the left. */
const levels: readonly (readonly (readonly [symbol: string, operator: Operator])[])[] = [
  [
    ['||', 'OR'],
    ['OR', 'OR'],
  ],
  [
    ['&&', 'AND'],
    ['AND', 'AND'],
  ],
  [
    ['==', '=='],
    ['!=', '!='],
  ],
  [
    ['<=', '<='],
    ['>=', '>='],
    ['<', '<'],
    ['>', '>'],
  ],
  [
    ['+', '+'],
    ['-', '-'],
  ],
  [
    ['*', '*'],
    ['/', '/'],
  ],
];

/** Deeper than any expression of 2,048 characters needs, and shallow enough for the stack. */
const depthMax = 200;

/** Throws `MathRefusal`. */
export function parseExpression(expression: string): Node {
  const parser = new Parser(tokenize(expression));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#level(0);
    if (this.#peek().kind !== 'end') throw this.#unexpected();
    return node;
  }

  #level(level: number): Node {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#level(level + 1);
    for (;;) {
      const found = operators.find(([symbol]) => this.#isAt(symbol));
      if (found === undefined) return left;
      this.#index += 1;
      left = { kind: 'operation', operator: found[1], left, right: this.#level(level + 1) };
    }
  }

  #unary(): Node {
    if (++this.#depth > depthMax) throw new MathRefusal('The expression is nested too deeply');
    try {
      if (this.#take('-')) return { kind: 'negation', operand: this.#unary() };
      if (this.#take('+')) return this.#unary();
      const base = this.#primary();
      // To the right first: 2 ^ 3 ^ 2 is 2 ^ 9.
      return this.#take('^') ? { kind: 'operation', operator: '^', left: base, right: this.#unary() } : base;
    } finally {
      this.#depth -= 1;
    }
  }

  #primary(): Node {
    const token = this.#peek();
    switch (token.kind) {
      case 'number':
        this.#index += 1;
        return { kind: 'number', value: token.value };
      case 'text':
        this.#index += 1;
        return { kind: 'text', text: token.text };
      case 'name':
        this.#index += 1;
        return this.#take('(')
          ? { kind: 'call', name: token.text, args: this.#list(')') }
          : { kind: 'name', name: token.text };
      case 'symbol':
        if (this.#take('[')) return { kind: 'array', items: this.#list(']') };
        if (this.#take('(')) return this.#inParentheses();
        throw this.#unexpected();
      case 'end':
        throw this.#unexpected();
    }
  }

  #inParentheses(): Node {
    const inner = this.#level(0);
    this.#expect(')');
    return inner;
  }

  #list(end: string): Node[] {
    if (this.#take(end)) return [];
    const items = [this.#level(0)];
    while (this.#take(',')) items.push(this.#level(0));
    this.#expect(end);
    return items;
  }

  #isAt(symbol: string): boolean {
    const token = this.#peek();
    return (token.kind === 'symbol' || token.kind === 'name') && token.text === symbol;
  }

  #take(symbol: string): boolean {
    const isAt = this.#isAt(symbol);
    if (isAt) this.#index += 1;
    return isAt;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw this.#unexpected();
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: 'end', at: 0 };
  }

  #unexpected(): MathRefusal {
    const token = this.#peek();
    if (token.kind === 'end') return new MathRefusal('Unexpected end of the expression');
    const written = token.kind === 'number' ? token.value : token.text;
    return new MathRefusal(`Unexpected '${written}' at position ${token.at + 1}`);
  }
}
