/** What a JSON property or a field is compared with. */
import { parseLineRegex, type LineRegex } from './line-regex.ts';
import { PatternProblem } from './pattern-problem.ts';
import type { Scanner } from './scanner.ts';

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';

export type Operand =
  | { readonly kind: 'number'; readonly number: number; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly anyBefore: boolean; readonly anyAfter: boolean }
  | { readonly kind: 'regex'; readonly regex: LineRegex };

export interface Comparison {
  readonly operator: Operator;
  readonly operand: Operand;
}

const numeral = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Reads `= 4*`, `>= 10` or `!= "text"`; `bare`: what a word without quotes is made of. */
export function parseComparison(scanner: Scanner, bare: RegExp): Comparison | undefined {
  scanner.skipSpace();
  const operator = parseOperator(scanner);
  if (operator === undefined) return undefined;
  scanner.skipSpace();
  const operand = parseOperand(scanner, bare);
  if (operator !== '=' && operator !== '!=' && operand.kind !== 'number') {
    throw new PatternProblem(`The operator ${operator} needs a number`);
  }
  return { operator, operand };
}

const operators: readonly Operator[] = ['!=', '<=', '>=', '=', '<', '>'];

function parseOperator(scanner: Scanner): Operator | undefined {
  // AWS's documentation writes `!=` this way, too.
  return scanner.take('=!') ? '!=' : operators.find((operator) => scanner.take(operator));
}

function parseOperand(scanner: Scanner, bare: RegExp): Operand {
  if (scanner.take('%')) return { kind: 'regex', regex: parseLineRegex(scanner.regex()) };
  if (scanner.take('"')) return textOperand(scanner.phrase());
  const word = scanner.match(bare);
  if (word === undefined || word === '') throw scanner.unexpected();
  return numeral.test(word) ? { kind: 'number', number: Number(word), text: word } : textOperand(word);
}

/** An asterisk stands for any text at the beginning and at the end; between them it is an asterisk. */
function textOperand(written: string): Operand {
  const anyBefore = written.startsWith('*');
  const anyAfter = written.length > 1 && written.endsWith('*');
  const text = written.slice(anyBefore ? 1 : 0, anyAfter ? -1 : undefined);
  return { kind: 'text', text, anyBefore, anyAfter: anyAfter || written === '*' };
}

/** Holds a JSON property of a simple type against a comparison. */
export function compareValue({ operator, operand }: Comparison, value: string | number | boolean): boolean {
  if (operand.kind !== 'number') return isEqualText(operand, String(value)) === (operator === '=');
  if (typeof value === 'number') return compareNumbers(operator, value, operand.number);
  if (operator === '=') return String(value) === operand.text;
  return operator === '!=' && String(value) !== operand.text;
}

/** Holds a field of a line, which is text and may be a number. */
export function compareField(comparison: Comparison, field: string): boolean {
  return compareValue(comparison, comparison.operand.kind === 'number' && numeral.test(field) ? Number(field) : field);
}

function isEqualText(operand: Exclude<Operand, { kind: 'number' }>, value: string): boolean {
  if (operand.kind === 'regex') return operand.regex.test(value);
  const { text, anyBefore, anyAfter } = operand;
  if (anyBefore && anyAfter) return value.includes(text);
  if (anyBefore) return value.endsWith(text);
  return anyAfter ? value.startsWith(text) : value === text;
}

function compareNumbers(operator: Operator, left: number, right: number): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
  }
}
