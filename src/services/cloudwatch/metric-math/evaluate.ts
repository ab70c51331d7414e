/** Metric math: an expression over metrics, worked out. Pure. */
import { callFunction } from './functions.ts';
import { operate } from './operators.ts';
import { parseExpression, type Node } from './parser.ts';
import type { MathRange } from './series-functions.ts';
import { arrayValue, MathRefusal, scalar, type TimeSeries, type Value } from './value.ts';

export interface MathSurroundings {
  readonly range: MathRange;
  /** What a name stands for; `undefined`: nothing is called so. */
  readonly find: (name: string) => Value | undefined;
  /** The metrics that `METRICS()` means, with their ids: those asked for, without expressions. */
  readonly metrics: readonly { readonly id: string; readonly series: TimeSeries }[];
}

export type MathResult =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'refused'; readonly reason: string };

export type ParsedExpression =
  | { readonly kind: 'expression'; readonly node: Node; readonly names: ReadonlySet<string> }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads an expression, and tells the ids that it names. */
export function readExpression(expression: string): ParsedExpression {
  return refusable(() => {
    if (/^\s*SELECT\b/i.test(expression)) throw new MathRefusal('Serin does not serve Metrics Insights queries');
    const node = parseExpression(expression);
    return { kind: 'expression', node, names: new Set(namesIn(node)) };
  });
}

/** Works an expression out, or tells why it cannot be. */
export function evaluateExpression(expression: string, surroundings: MathSurroundings): MathResult {
  return refusable(() => {
    const read = readExpression(expression);
    if (read.kind === 'refused') return read;
    return { kind: 'value', value: evaluate(read.node, surroundings) };
  });
}

function refusable<T>(work: () => T): T | { readonly kind: 'refused'; readonly reason: string } {
  try {
    return work();
  } catch (error) {
    if (error instanceof MathRefusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function evaluate(node: Node, surroundings: MathSurroundings): Value {
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'text':
      throw new MathRefusal('A text stands where a value is wanted');
    case 'name': {
      const value = surroundings.find(node.name);
      if (value === undefined) throw new MathRefusal(`Undefined variable ${node.name}`);
      return value;
    }
    case 'negation':
      return operate('-', scalar(0), evaluate(node.operand, surroundings));
    case 'operation':
      return operate(node.operator, evaluate(node.left, surroundings), evaluate(node.right, surroundings));
    case 'array':
      return evaluateArray(node.items, surroundings);
    case 'call':
      return callFunction({
        name: node.name,
        args: node.args,
        range: surroundings.range,
        evaluate: (argument) => evaluate(argument, surroundings),
        metrics: (filter) =>
          surroundings.metrics
            .filter(({ id }) => filter === undefined || id.includes(filter))
            .map(({ series }) => series),
      });
  }
}

function evaluateArray(items: readonly Node[], surroundings: MathSurroundings): Value {
  return arrayValue(
    items.flatMap((item) => {
      const value = evaluate(item, surroundings);
      if (value.kind === 'scalar') throw new MathRefusal('An array holds time series, not numbers');
      return value.kind === 'series' ? [value.series] : value.series;
    }),
  );
}

/** Words that are arguments of functions, and no ids. Ids begin with a small letter. */
const isId = (name: string): boolean => /^[a-z]/.test(name);

function namesIn(node: Node): readonly string[] {
  switch (node.kind) {
    case 'number':
    case 'text':
      return [];
    case 'name':
      return isId(node.name) ? [node.name] : [];
    case 'negation':
      return namesIn(node.operand);
    case 'operation':
      return [...namesIn(node.left), ...namesIn(node.right)];
    case 'array':
      return node.items.flatMap((item) => namesIn(item));
    case 'call':
      return node.args.flatMap((item) => namesIn(item));
  }
}
