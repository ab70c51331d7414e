/** The rules of composite alarms: from text to a tree. Pure. */
import type { StateValue } from '../resources/alarm.ts';

export type Rule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly reference: string }
  | { readonly kind: 'not'; readonly rule: Rule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly Rule[] }
  | {
      readonly kind: 'atLeast';
      readonly count: number;
      readonly isPercent: boolean;
      readonly isNegated: boolean;
      readonly state: StateValue;
      readonly references: readonly string[];
    };

export type ParsedRule =
  | { readonly kind: 'parsed'; readonly rule: Rule; readonly references: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

/** How many states, operators and constants a rule may hold, and of how many alarms it may speak. */
export const elementsMax = 500;
export const childrenMax = 100;
/** Beyond any rule of 500 elements: it only keeps a wall of parentheses off the stack. */
const depthMax = 600;

const states: ReadonlySet<string> = new Set(['ALARM', 'OK', 'INSUFFICIENT_DATA']);

export function parseRule(text: string): ParsedRule {
  try {
    const parser = new Parser(text);
    const rule = parser.parseWhole();
    const references = [...parser.references];
    if (parser.elements > elementsMax) return refused(`The rule has more than ${elementsMax} elements`);
    if (references.length > childrenMax) return refused(`The rule refers to more than ${childrenMax} alarms`);
    return { kind: 'parsed', rule, references };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message);
    throw error;
  }
}

const refused = (problem: string): ParsedRule => ({ kind: 'refused', message: `Error in AlarmRule [${problem}]` });

/** Leaves the parser and no further. */
class Refusal extends Error {}

interface Token {
  readonly kind: 'word' | 'quoted' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

class Parser {
  readonly references = new Set<string>();
  elements = 0;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  parseWhole(): Rule {
    const rule = this.#or();
    const next = this.#peek();
    if (next.kind !== 'end') throw unsupported(next);
    return rule;
  }

  #or(): Rule {
    return this.#series('or', 'OR', () => this.#and());
  }

  #and(): Rule {
    return this.#series('and', 'AND', () => this.#not());
  }

  #series(kind: 'and' | 'or', operator: string, part: () => Rule): Rule {
    const rules = [part()];
    while (this.#isWord(operator)) {
      this.#next();
      this.elements += 1;
      rules.push(part());
    }
    const [first] = rules;
    return rules.length === 1 && first !== undefined ? first : { kind, rules };
  }

  #not(): Rule {
    if (!this.#isWord('NOT')) return this.#primary();
    this.#next();
    this.elements += 1;
    return { kind: 'not', rule: this.#deeper(() => this.#not()) };
  }

  #primary(): Rule {
    const token = this.#next();
    if (token.kind === 'symbol' && token.text === '(') {
      const rule = this.#deeper(() => this.#or());
      this.#expect(')');
      return rule;
    }
    if (token.kind !== 'word') throw unsupported(token);
    this.elements += 1;
    if (token.text === 'TRUE' || token.text === 'FALSE') return { kind: 'constant', value: token.text === 'TRUE' };
    if (token.text === 'AT_LEAST') return this.#atLeast();
    if (!isState(token.text)) throw unsupported(token);
    this.#expect('(');
    const reference = this.#reference();
    this.#expect(')');
    return { kind: 'state', state: token.text, reference };
  }

  #atLeast(): Rule {
    this.#expect('(');
    const number = this.#next();
    const match = number.kind === 'word' ? /^(\d+)(%?)$/.exec(number.text) : null;
    const count = Number(match?.[1]);
    const isPercent = match?.[2] === '%';
    if (match === null || count < 1 || (isPercent && count > 100)) throw unsupported(number);
    this.#expect(',');
    const isNegated = this.#isWord('NOT');
    if (isNegated) this.#next();
    const state = this.#next();
    if (state.kind !== 'word' || !isState(state.text)) throw unsupported(state);
    this.#expect(',');
    this.#expect('(');
    const references = [this.#reference()];
    while (this.#peek().kind === 'symbol' && this.#peek().text === ',') {
      this.#next();
      references.push(this.#reference());
    }
    this.#expect(')');
    this.#expect(')');
    if (!isPercent && count > references.length) throw unsupported(number);
    return { kind: 'atLeast', count, isPercent, isNegated, state: state.text, references };
  }

  #reference(): string {
    const token = this.#next();
    if ((token.kind !== 'word' && token.kind !== 'quoted') || token.text === '') throw unsupported(token);
    this.references.add(token.text);
    return token.text;
  }

  #deeper<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > depthMax) throw new Refusal('The rule is nested too deeply');
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }

  #isWord(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'word' && token.text === text;
  }

  #expect(symbol: string): void {
    const token = this.#next();
    if (token.kind !== 'symbol' || token.text !== symbol) throw unsupported(token);
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? { kind: 'end', text: '', at: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  // A gap, a symbol, a quoted name in which quotes and backslashes are escaped, or a word.
  const pattern = /(?<gap>\s+)|(?<symbol>[(),])|"(?<quoted>(?:[^"\\]|\\.)*)"|(?<word>[^\s(),"]+)|(?<wrong>[^])/gu;
  for (const match of text.matchAll(pattern)) {
    const { gap, symbol, quoted, word, wrong } = match.groups ?? {};
    const at = match.index;
    if (wrong !== undefined) throw unsupported({ kind: 'symbol', text: wrong, at });
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll(/\\(.)/gu, '$1'), at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (gap === undefined) throw unsupported({ kind: 'symbol', text: match[0], at });
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

const isState = (text: string): text is StateValue => states.has(text);

const unsupported = ({ kind, text, at }: Token): Refusal =>
  kind === 'end' ? new Refusal('Unexpected end of the rule') : new Refusal(`Unsupported token '${text}' at char ${at}`);
