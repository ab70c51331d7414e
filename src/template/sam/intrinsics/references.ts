/**
 * References of the finished template: to resources whose logical ID the transform changed, and to
 * what a SAM resource brought forth (`Fn.Alias`, `Api.Stage`).
 */
import { isList, isObject, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { onlyName } from './intrinsic-values.ts';
import { substitute } from './parameter-values.ts';

/** Logical IDs by the ID that they had before. */
export type ChangedIds = ReadonlyMap<string, string>;
/** Logical IDs of generated resources by SAM resource and by the name that templates use. */
export type ReferableIds = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function rewriteDependsOn(value: JsonValue, changed: ChangedIds): void {
  if (isObject(value)) {
    const dependency = value['DependsOn'];
    if (typeof dependency === 'string') value['DependsOn'] = changed.get(dependency) ?? dependency;
    else if (isList(dependency))
      value['DependsOn'] = dependency.map((item) => (typeof item === 'string' ? (changed.get(item) ?? item) : item));
  }
  if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) rewriteDependsOn(item, changed);
}

/** `MyLayer` in a `Ref`, `Fn::GetAtt` or `Fn::Sub` becomes the ID that it has now, in place. */
export function rewriteChangedIds(template: JsonObject, changed: ChangedIds): void {
  if (changed.size === 0) return;
  visitIntrinsics(template, {
    ref: (name) => (name.includes('.') ? undefined : changed.get(name)),
    attribute: ([id = '', ...rest]) => prepend(changed.get(id), rest),
    sub(name, whole) {
      const [id = ''] = name.split('.');
      const now = changed.get(id);
      return now === undefined ? whole : whole.replaceAll(id, () => now);
    },
  });
}

/** `MyFunction.Alias` in a `Ref`, `Fn::GetAtt` or `Fn::Sub` becomes the ID of the alias, in place. */
export function rewriteReferables(template: JsonObject, referables: ReferableIds): void {
  if (referables.size === 0) return;
  visitIntrinsics(template, {
    ref(name) {
      const dot = name.indexOf('.');
      return dot < 0 ? undefined : referables.get(name.slice(0, dot))?.get(name.slice(dot + 1));
    },
    attribute: ([id = '', property = '', ...rest]) => prepend(referables.get(id)?.get(property), rest),
    sub(name, whole) {
      const [id = '', property = ''] = name.split('.');
      const now = referables.get(id)?.get(property);
      return now === undefined ? whole : whole.replaceAll(`${id}.${property}`, () => now);
    },
  });
}

interface Rewriter {
  ref(name: string): string | undefined;
  attribute(parts: readonly string[]): JsonValue[] | undefined;
  sub(name: string, whole: string): string;
}

function prepend(id: string | undefined, rest: readonly string[]): JsonValue[] | undefined {
  return id === undefined ? undefined : [id, ...rest];
}

function visitIntrinsics(value: JsonValue, rewriter: Rewriter): void {
  if (isList(value)) for (const item of value) visitIntrinsics(item, rewriter);
  if (!isObject(value)) return;
  const name = onlyName(value);
  if (name === 'Ref' || name === 'Fn::GetAtt' || name === 'Fn::Sub') rewriteOne(value, name, rewriter);
  for (const item of Object.values(value)) visitIntrinsics(item, rewriter);
}

function rewriteOne(value: JsonObject, name: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub', rewriter: Rewriter): void {
  const argument = value[name];
  if (name === 'Fn::Sub') substitute(value, (reference, whole) => rewriter.sub(reference, whole));
  else if (name === 'Ref' && typeof argument === 'string') setMember(value, name, rewriter.ref(argument) ?? argument);
  else if (
    name === 'Fn::GetAtt' &&
    isList(argument) &&
    argument.length > 1 &&
    argument.every((part) => typeof part === 'string')
  )
    setMember(value, name, rewriter.attribute(argument.join('.').split('.')) ?? argument);
}
