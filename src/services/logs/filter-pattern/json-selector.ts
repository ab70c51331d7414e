/** Selectors of JSON properties: `$.a.b[0].c`, `$.['dotted.name']`, `$.list[*]`, `$.*`. */
import { PatternProblem } from './pattern-problem.ts';
import type { Scanner } from './scanner.ts';

export interface JsonSelector {
  /** As it was written. */
  readonly text: string;
  readonly steps: readonly Step[];
}

type Step =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'anyProperty' }
  | { readonly kind: 'anyElement' };

const stepOf = /\.?\[\s*(?:'([^']*)'|"([^"]*)"|(\d{1,9})|(\*))\s*\]|\.(?:([\w-]+)|(\*))/y;

/** A selector whose `$` comes next. */
export function parseSelector(scanner: Scanner): JsonSelector {
  const text = scanner.match(/\$(?:\.?\[\s*(?:'[^']*'|"[^"]*"|\d{1,9}|\*)\s*\]|\.(?:[\w-]+|\*))+/y);
  if (text === undefined) throw scanner.unexpected();
  const steps: Step[] = [];
  stepOf.lastIndex = 1;
  for (let found = stepOf.exec(text); found !== null; found = stepOf.exec(text)) {
    const [, single, double, index, anyElement, property, anyProperty] = found;
    const name = single ?? double ?? property;
    if (name !== undefined) steps.push({ kind: 'property', name });
    else if (index !== undefined) steps.push({ kind: 'element', index: Number(index) });
    else if (anyElement !== undefined) steps.push({ kind: 'anyElement' });
    else if (anyProperty !== undefined) steps.push({ kind: 'anyProperty' });
  }
  const selector = { text, steps };
  if (wildcardsOf(selector) > 1) {
    throw new PatternProblem('Only one wildcard selector is allowed in a property selector');
  }
  return selector;
}

export const wildcardsOf = ({ steps }: JsonSelector): number =>
  steps.filter(({ kind }) => kind === 'anyProperty' || kind === 'anyElement').length;

/** What the selector finds in a parsed message; several with a wildcard, and none where it leads nowhere. */
export function select({ steps }: JsonSelector, root: unknown): readonly unknown[] {
  let found: readonly unknown[] = [root];
  for (const step of steps) found = found.flatMap((value) => next(step, value));
  return found;
}

function next(step: Step, value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  switch (step.kind) {
    case 'property':
      if (Array.isArray(value) || !Object.hasOwn(value, step.name)) return [];
      return [Reflect.get(value, step.name)];
    case 'element':
      return Array.isArray(value) && step.index < value.length ? [value[step.index]] : [];
    case 'anyProperty':
      return Array.isArray(value) ? [] : Object.values(value);
    case 'anyElement':
      return Array.isArray(value) ? value : [];
  }
}
