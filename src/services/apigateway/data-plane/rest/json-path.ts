/** JSONPath, as mapping templates use it: members, indexes, wildcards, slices, and `..` for all below. */
import { TemplateError } from './velocity/syntax.ts';
import { isList, isMap, type Value } from './velocity/values.ts';

type Step =
  | { readonly kind: 'member'; readonly name: string; readonly isDeep: boolean }
  | { readonly kind: 'any'; readonly isDeep: boolean }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start: number | undefined; readonly end: number | undefined }
  | { readonly kind: 'length' };

/** Where a path can mean several values, they come as a list; where it means one that is not there, `undefined`. */
export function findByPath(root: Value, path: string): Value {
  const steps = parsePath(path);
  const isMany = steps.some(
    (step) => step.kind === 'any' || step.kind === 'slice' || ('isDeep' in step && step.isDeep),
  );
  let found: readonly Value[] = [root];
  for (const step of steps) found = found.flatMap((value) => follow(value, step));
  return isMany ? found : found[0];
}

function parsePath(path: string): readonly Step[] {
  const steps: Step[] = [];
  const rest = path.trim().replace(/^\$/, '');
  const pattern =
    /(\.\.?)(?:([^.[\]*()]+)(\(\))?|(\*))|(\.\.)?\[(?:'([^']*)'|"([^"]*)"|(-?\d+)|(\*)|(-?\d*):(-?\d*))\]/y;
  while (pattern.lastIndex < rest.length) {
    const match = pattern.exec(rest);
    if (match === null) throw new TemplateError(`Serin does not read this JSONPath: ${path}`);
    steps.push(readStep(match, path));
  }
  return steps;
}

function readStep(match: RegExpExecArray, path: string): Step {
  const [, dots, name, isCall, star, deep, single, double, index, any, start, end] = match;
  const isDeep = dots === '..' || deep === '..';
  if (isCall !== undefined) {
    if (name === 'length' || name === 'size') return { kind: 'length' };
    throw new TemplateError(`Serin does not read this JSONPath: ${path}`);
  }
  if (star !== undefined || any !== undefined) return { kind: 'any', isDeep };
  const member = name ?? single ?? double;
  if (member !== undefined) return { kind: 'member', name: member, isDeep };
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  const bound = (text: string | undefined) => (text === undefined || text === '' ? undefined : Number(text));
  return { kind: 'slice', start: bound(start), end: bound(end) };
}

function follow(value: Value, step: Step): readonly Value[] {
  switch (step.kind) {
    case 'member':
      return (step.isDeep ? below(value) : [value]).flatMap((one) =>
        isMap(one) && Object.hasOwn(one, step.name) ? [one[step.name]] : [],
      );
    case 'any':
      return (step.isDeep ? below(value) : [value]).flatMap(children);
    case 'index': {
      const found = isList(value) ? value.at(step.index) : undefined;
      return found === undefined ? [] : [found];
    }
    case 'slice':
      return isList(value) ? value.slice(step.start, step.end) : [];
    case 'length':
      return isList(value) ? [value.length] : [];
  }
}

const children = (value: Value): readonly Value[] => (isList(value) ? value : isMap(value) ? Object.values(value) : []);

const below = (value: Value): readonly Value[] => [value, ...children(value).flatMap(below)];
