/** Which resource types there are on AWS, and which attributes they have. */
import { isCustom } from './resource-lookup.ts';
import type { ResourceTypes } from './resource-types/registry.ts';
import { findSchema } from './resource-types/schemas.ts';

export const isKnownType = (types: ResourceTypes, typeName: string): boolean =>
  types.has(typeName) || isCustom(typeName) || findSchema(typeName) !== undefined;

/** Schemas do not tell all attributes, so only types that Serin carries out are held to theirs. */
export function isAttribute(types: ResourceTypes, typeName: string, attribute: string): boolean {
  const names = types.get(typeName)?.attributeNames;
  return names === undefined || names.includes(attribute);
}
