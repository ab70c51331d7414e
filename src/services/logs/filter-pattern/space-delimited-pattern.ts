/** Patterns of space-delimited lines: `[ip, user, ..., status = 4* || status = 5*, bytes > 1000]`. */
import { compareField, parseComparison } from './comparison.ts';
import type { FilterPattern, PatternMatch } from './pattern.ts';
import { PatternProblem } from './pattern-problem.ts';
import { Scanner } from './scanner.ts';

interface Field {
  readonly kind: 'field';
  /** Absent: the field is known by its place alone. */
  readonly name?: string;
  /** Absent: any value. */
  readonly holds?: (value: string) => boolean;
}

type Part = Field | { readonly kind: 'ellipsis' };

interface Word {
  readonly value: string;
  /** Where it begins in the message, with its bracket or quote. */
  readonly start: number;
}

const bareText = /[!-~]+?(?=\s*(?:,|&&|\|\||$)|\s)/y;
/** More fields than any line is worth looking into. */
const wordsMax = 1000;

/** Reads what stands between the brackets. */
export function parseSpaceDelimitedPattern(inside: string): FilterPattern {
  const parts = parseParts(inside);
  if (parts.filter(({ kind }) => kind === 'ellipsis').length > 1) {
    throw new PatternProblem('Only one ellipsis is allowed in a filter pattern');
  }
  return { kind: 'fields', match: (message) => matchFields(parts, message) };
}

function parseParts(inside: string): readonly Part[] {
  const scanner = new Scanner(inside);
  const parts: Part[] = [];
  do {
    parts.push(parsePart(scanner));
    scanner.skipSpace();
  } while (scanner.take(','));
  if (!scanner.isAtEnd) throw scanner.unexpected();
  return parts;
}

function parsePart(scanner: Scanner): Part {
  scanner.skipSpace();
  if (scanner.take('...') || scanner.take('…')) return { kind: 'ellipsis' };
  const name = scanner.match(/\w+/y);
  if (name === undefined) return { kind: 'field' };
  const first = parseCondition(scanner);
  if (first === undefined) return { kind: 'field', name };
  // What is joined with && binds closer than what is joined with ||.
  const alternatives = [[first]];
  for (;;) {
    scanner.skipSpace();
    const joint = scanner.match(/&&|\|\|/y);
    if (joint === undefined) break;
    const condition = parseSameField(scanner, name);
    if (joint === '||') alternatives.push([condition]);
    else alternatives.at(-1)?.push(condition);
  }
  const holds = (value: string): boolean => alternatives.some((all) => all.every((condition) => condition(value)));
  return { kind: 'field', name, holds };
}

function parseSameField(scanner: Scanner, name: string): (value: string) => boolean {
  scanner.skipSpace();
  const again = scanner.match(/\w+/y);
  const holds = again === name ? parseCondition(scanner) : undefined;
  if (holds === undefined) throw new PatternProblem(`The conditions of a field must all name it: ${name}`);
  return holds;
}

function parseCondition(scanner: Scanner): ((value: string) => boolean) | undefined {
  const comparison = parseComparison(scanner, bareText);
  return comparison === undefined ? undefined : (value) => compareField(comparison, value);
}

function matchFields(parts: readonly Part[], message: string): PatternMatch | undefined {
  const words = wordsOf(message);
  const placed = words === undefined ? undefined : place(parts, words, message);
  if (placed === undefined || !placed.every(({ field, value }) => field?.holds?.(value) ?? true)) return undefined;
  const extracted = Object.fromEntries(
    placed.map(({ field, value }, index) => [`$${field?.name ?? index + 1}`, value] as const),
  );
  return { extracted, value: (selector) => (Object.hasOwn(extracted, selector) ? extracted[selector] : undefined) };
}

interface Placed {
  readonly field: Field | undefined;
  readonly value: string;
}

/** Which field each word is; `undefined` where the line has too few words or too many. */
function place(parts: readonly Part[], words: readonly Word[], message: string): readonly Placed[] | undefined {
  const fields = parts.filter((part) => part.kind === 'field');
  const before = parts.findIndex(({ kind }) => kind === 'ellipsis');
  if (words.length < fields.length) return undefined;
  if (before !== -1) {
    const after = fields.length - before;
    return words.map(({ value }, index) => {
      if (index < before) return { field: fields[index], value };
      const fromEnd = words.length - index;
      return { field: fromEnd <= after ? fields[fields.length - fromEnd] : undefined, value };
    });
  }
  const placed = fields.map((field, index) => ({ field, value: words[index]?.value ?? '' }));
  if (words.length === fields.length) return placed;
  // A last field without a condition takes what is left of the line.
  const last = fields.at(-1);
  const start = words[fields.length - 1]?.start;
  if (last === undefined || last.holds !== undefined || start === undefined) return undefined;
  return [...placed.slice(0, -1), { field: last, value: message.slice(start).trimEnd() }];
}

/** Words between spaces; what stands in brackets or quotes is one. */
function wordsOf(message: string): readonly Word[] | undefined {
  const words: Word[] = [];
  for (const found of message.matchAll(/\[([^\]]*)\](?=\s|$)|"([^"]*)"(?=\s|$)|\S+/g)) {
    if (words.length === wordsMax) return undefined;
    words.push({ value: found[1] ?? found[2] ?? found[0], start: found.index });
  }
  return words;
}
