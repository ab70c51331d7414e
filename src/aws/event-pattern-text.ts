/** Reads the matchers of event patterns that compare texts, plain or excluded. */
import type { Matcher, TextTest } from './event-pattern.ts';
import { PatternRefusal } from './event-pattern-refusal.ts';
import type { JsonEntry, JsonNode } from './json-tree.ts';

type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

export function textMatcher(operator: TextOperator, node: JsonNode): TextTest {
  if (node.kind === 'string') return textTest(operator, node.value, node);
  const [entry, second] = node.kind === 'object' ? node.entries : [];
  const mayIgnoreCase = operator === 'prefix' || operator === 'suffix';
  if (mayIgnoreCase && entry?.name === 'equals-ignore-case' && second === undefined && entry.value.kind === 'string')
    return { how: operator, text: entry.value.value, ignoresCase: true };
  throw PatternRefusal.at(`${operator} match pattern must be a string`, node);
}

function textTest(operator: TextOperator, text: string, node: JsonNode): TextTest {
  if (operator === 'wildcard') requireWildcard(text, node);
  const how = operator === 'equals-ignore-case' ? 'equals' : operator;
  return { how, text, ignoresCase: operator === 'equals-ignore-case' };
}

function requireWildcard(text: string, node: JsonNode): void {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') {
      at += 1;
      if (text[at] !== '*' && text[at] !== '\\')
        throw new PatternRefusal(`Invalid escape character at pos ${at - 1}`, node.end);
    } else if (text[at] === '*' && text[at + 1] === '*') {
      throw new PatternRefusal(`Consecutive wildcard characters at pos ${at}`, node.end);
    }
  }
}

const noneOfThese = 'Value of anything-but must be an array or single string/number value.';

export function anythingBut(node: JsonNode): Matcher {
  switch (node.kind) {
    case 'string':
    case 'number':
      return { kind: 'anything-but', values: [node.value] };
    case 'literal':
      throw PatternRefusal.at(noneOfThese, node);
    case 'array':
      return { kind: 'anything-but', values: excludedValues(node.items, node) };
    case 'object': {
      const [entry, second] = node.entries;
      if (entry === undefined) throw new PatternRefusal(noneOfThese, node.end);
      const tests = excludedTexts(entry);
      if (second !== undefined) throw PatternRefusal.at('Only one key allowed in match expression', second.value);
      return { kind: 'anything-but-text', tests };
    }
  }
}

function excludedValues(items: readonly JsonNode[], list: JsonNode): readonly (string | number)[] {
  if (items.length === 0) throw new PatternRefusal('Empty arrays are not allowed', list.end);
  const values = items.map((item) => {
    if (item.kind === 'string' || item.kind === 'number') return item.value;
    throw PatternRefusal.at('Inside anything but list, start|null|boolean is not supported.', item);
  });
  if (new Set(values.map((value) => typeof value)).size > 1)
    throw new PatternRefusal(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
      list.end,
    );
  return values;
}

function excludedTexts({ name, value }: JsonEntry): readonly TextTest[] {
  if (name !== 'prefix' && name !== 'suffix' && name !== 'equals-ignore-case' && name !== 'wildcard')
    throw PatternRefusal.at(`Unsupported anything-but pattern: ${name}`, value);
  if (value.kind === 'object') throw PatternRefusal.at(noneOfThese, value);
  if (value.kind === 'array' && value.items.length === 0)
    throw new PatternRefusal('Empty arrays are not allowed', value.end);
  const items = value.kind === 'array' ? value.items : [value];
  return items.map((item) => {
    if (item.kind === 'string') return textTest(name, item.value, item);
    // In a list AWS names the place twice.
    throw PatternRefusal.at(excludedTextReason(name), item, value.kind === 'array' ? 2 : 1);
  });
}

function excludedTextReason(operator: TextOperator): string {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return 'prefix/suffix match pattern must be a string';
    case 'wildcard':
      return 'wildcard match pattern must be a string';
    case 'equals-ignore-case':
      return 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.';
  }
}
