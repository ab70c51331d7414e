/** Patterns of terms: `ERROR "exact phrase" -excluded`, `?one ?other`, `%regex%`. */
import type { FilterPattern } from './pattern.ts';
import { parseLineRegex } from './line-regex.ts';
import { invalidTerm } from './pattern-problem.ts';
import { Scanner } from './scanner.ts';

interface Term {
  readonly role: 'required' | 'optional' | 'excluded';
  readonly isIn: (message: string) => boolean;
}

export function parseTerms(pattern: string): FilterPattern {
  const scanner = new Scanner(pattern);
  const terms: Term[] = [];
  for (scanner.skipSpace(); !scanner.isAtEnd; scanner.skipSpace()) terms.push(parseTerm(scanner));
  const required = terms.filter(({ role }) => role === 'required');
  const excluded = terms.filter(({ role }) => role === 'excluded');
  // AWS ignores optional terms beside others.
  const optional = required.length + excluded.length === 0 ? terms : [];
  const isMatch = (message: string): boolean =>
    required.every(({ isIn }) => isIn(message)) &&
    !excluded.some(({ isIn }) => isIn(message)) &&
    (optional.length === 0 || optional.some(({ isIn }) => isIn(message)));
  return {
    kind: 'terms',
    match: (message) => (isMatch(message) ? { extracted: {}, value: () => undefined } : undefined),
  };
}

function parseTerm(scanner: Scanner): Term {
  const prefix = scanner.match(/[?-]/y);
  const role = prefix === '?' ? 'optional' : prefix === '-' ? 'excluded' : 'required';
  if (prefix === '-') scanner.skipSpace();
  if (scanner.take('%')) {
    const regex = parseLineRegex(scanner.regex());
    return { role, isIn: (message) => regex.test(message) };
  }
  if (scanner.take('"')) return { role, isIn: contains(scanner.phrase()) };
  const word = scanner.match(/\S+/y) ?? '';
  if (!/^\w+$/.test(word)) throw invalidTerm(word);
  return { role, isIn: contains(word) };
}

// A phrase of nothing but spaces is AWS's way to write "everything".
const contains = (phrase: string) =>
  phrase.trim() === '' ? () => true : (message: string) => message.includes(phrase);
