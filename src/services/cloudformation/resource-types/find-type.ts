import { createInertType } from '../inert-type.ts';
import type { ResourceType } from '../resource-type.ts';
import type { ResourceTypes } from './registry.ts';

const customTypeName = 'AWS::CloudFormation::CustomResource';

/** The type as Serin has it: carried out, or inert. */
export function findType(types: ResourceTypes, typeName: string): ResourceType {
  const known = types.get(typeName) ?? (typeName.startsWith('Custom::') ? types.get(customTypeName) : undefined);
  return known ?? createInertType(typeName);
}
