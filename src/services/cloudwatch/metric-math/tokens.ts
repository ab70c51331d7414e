import { MathRefusal } from './value.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'symbol'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const name = /[A-Za-z_]\w*/y;
const text = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y;
const symbol = /&&|\|\||==|!=|<=|>=|[-+*/^<>(),[\]]/y;

/** The words of an expression, with the place of each. Throws `MathRefusal`. */
export function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(expression);
  };
  while (at < expression.length) {
    const blank = match(/\s+/y);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    const token = readToken(match, at);
    if (token === undefined)
      throw new MathRefusal(`Unexpected character '${expression[at] ?? ''}' at position ${at + 1}`);
    tokens.push(token.token);
    at += token.length;
  }
  return [...tokens, { kind: 'end', at }];
}

function readToken(
  match: (pattern: RegExp) => RegExpExecArray | null,
  at: number,
): { readonly token: Token; readonly length: number } | undefined {
  const found = match(number);
  if (found !== null) return { token: { kind: 'number', value: Number(found[0]), at }, length: found[0].length };
  const named = match(name);
  if (named !== null) return { token: { kind: 'name', text: named[0], at }, length: named[0].length };
  const quoted = match(text);
  if (quoted !== null) {
    const inner = (quoted[1] ?? quoted[2] ?? '').replaceAll(/\\(.)/g, '$1');
    return { token: { kind: 'text', text: inner, at }, length: quoted[0].length };
  }
  const sign = match(symbol);
  return sign === null ? undefined : { token: { kind: 'symbol', text: sign[0], at }, length: sign[0].length };
}
