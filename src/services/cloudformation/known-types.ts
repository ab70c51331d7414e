/** Which resource types there are on AWS, and which attributes they have. */
import type { ResourceTypes } from './resource-types/registry.ts';
import { isCustom } from './resource-lookup.ts';

export function isKnownType(types: ResourceTypes, typeName: string): boolean {
  return types.has(typeName) || isCustom(typeName) || /^AWS::\w+::\w+$/.test(typeName);
}

export function isAttribute(types: ResourceTypes, typeName: string, attribute: string): boolean {
  const names = types.get(typeName)?.attributeNames;
  return names === undefined || names.includes(attribute);
}
