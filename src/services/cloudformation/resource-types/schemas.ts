/** What AWS's public schemas say of every resource type; see `scripts/generate-resource-types.py`. */
import data from '../data/resource-types.json' with { type: 'json' };
import type { Replacement } from '../resource-type.ts';

export interface TypeSchema {
  /** Set by the service itself: `Fn::GetAtt` answers them, and for some types others too. */
  readonly readOnly: readonly string[];
  readonly createOnly: readonly string[];
  readonly conditionalCreateOnly: readonly string[];
  /** The properties that together name a resource; mostly what `Ref` answers. */
  readonly identifiers: readonly string[];
}

const families: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = data.families;

/** `undefined`: AWS has no such type. */
export function findSchema(typeName: string): TypeSchema | undefined {
  const [vendor, service, kind = ''] = typeName.split('::');
  const family = `${vendor}::${service}`;
  const kinds = Object.hasOwn(families, family) ? families[family] : undefined;
  const text = kinds !== undefined && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (text === undefined) return undefined;
  const [readOnly = '', createOnly = '', conditionalCreateOnly = '', identifiers = ''] = text.split('|');
  const names = (part: string): readonly string[] => part.split(' ').filter((name) => name !== '');
  return {
    readOnly: names(readOnly),
    createOnly: names(createOnly),
    conditionalCreateOnly: names(conditionalCreateOnly),
    identifiers: names(identifiers),
  };
}

/** What a change of a property does, as the type's schema has it. */
export function replacementBySchema(typeName: string): (propertyPath: string) => Replacement {
  const schema = findSchema(typeName);
  const createOnly = new Set(schema?.createOnly);
  const conditional = new Set(schema?.conditionalCreateOnly);
  return (path) => (createOnly.has(path) ? 'Always' : conditional.has(path) ? 'Conditionally' : 'Never');
}
