import type { NumericRange } from './event-pattern.ts';
import { PatternRefusal } from './event-pattern-refusal.ts';
import type { JsonNode } from './json-tree.ts';

/** Reads the terms of a numeric matcher: `["=", 5]`, `[">", 0]`, `[">=", 0, "<", 5]`. */
export function numericRange(node: JsonNode): NumericRange {
  if (node.kind !== 'array') throw PatternRefusal.at('Value of numeric must be an array.', node);
  const [operator, ...rest] = node.items;
  if (operator?.kind !== 'string') {
    const found = operator === undefined ? ']' : describe(operator);
    if (operator === undefined) throw new PatternRefusal(`Invalid member in numeric match: ${found}`, node.end);
    throw PatternRefusal.at(`Invalid member in numeric match: ${found}`, operator);
  }
  const from = new Terms(node, rest);
  switch (operator.value) {
    case '=': {
      const value = from.number('equals');
      from.end('Too many elements in numeric expression');
      return { bottom: value, isBottomOpen: false, top: value, isTopOpen: false };
    }
    case '<':
    case '<=': {
      const top = from.number(operator.value);
      from.end('Too many elements in numeric expression');
      return { bottom: -Infinity, isBottomOpen: false, top, isTopOpen: operator.value === '<' };
    }
    case '>':
    case '>=':
      return completeRange(from.number(operator.value), operator.value === '>', from, node);
    default:
      throw from.refuseNext(`Unrecognized numeric range operator: ${operator.value}`);
  }
}

function completeRange(bottom: number, isBottomOpen: boolean, from: Terms, node: JsonNode): NumericRange {
  const operator = from.next();
  if (operator === undefined) return { bottom, isBottomOpen, top: Infinity, isTopOpen: false };
  if (operator.kind !== 'string')
    throw PatternRefusal.at(`Bad value in numeric range: ${describe(operator)}`, operator);
  if (operator.value !== '<' && operator.value !== '<=')
    throw new PatternRefusal(`Bad numeric range operator: ${operator.value}`, operator.end);
  const top = from.number(operator.value);
  from.end('Too many terms in numeric range expression');
  if (bottom >= top) throw new PatternRefusal('Bottom must be less than top', node.end);
  return { bottom, isBottomOpen, top, isTopOpen: operator.value === '<' };
}

/** The members of the expression, one after the other. */
class Terms {
  readonly #list: JsonNode;
  readonly #items: JsonNode[];

  constructor(list: JsonNode, items: readonly JsonNode[]) {
    this.#list = list;
    this.#items = [...items];
  }

  next(): JsonNode | undefined {
    return this.#items.shift();
  }

  number(operator: string): number {
    const [item] = this.#items;
    if (item?.kind !== 'number') throw this.refuseNext(`Value of ${operator} must be numeric`);
    this.#items.shift();
    return item.value;
  }

  end(reason: string): void {
    if (this.#items.length > 0) throw this.refuseNext(reason);
  }

  refuseNext(reason: string): PatternRefusal {
    const [item] = this.#items;
    return item === undefined ? new PatternRefusal(reason, this.#list.end) : PatternRefusal.at(reason, item);
  }
}

function describe(node: JsonNode): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'string':
      return node.value;
    case 'literal':
      return String(node.value);
    case 'array':
      return '[';
    case 'object':
      return '{';
  }
}
