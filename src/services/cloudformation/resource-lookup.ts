/** What `Ref` and `Fn::GetAtt` answer of a stack's resources. Pure. */
import type { Lookup } from '../../template/evaluation-scope.ts';
import { member, type JsonValue } from '../../template/json.ts';
import { refuse } from '../../template/refusal.ts';
import { inertAttribute } from './inert-type.ts';
import type { ResourceTypes } from './resource-types/registry.ts';
import { findType } from './resource-types/find-type.ts';
import type { LiveResource, ResourceRecord } from './resources/resource.ts';

const unknown = { kind: 'unknown' } as const;

export function refLookup(record: ResourceRecord | undefined, types: ResourceTypes): Lookup {
  const live = record?.live;
  if (live === undefined) return unknown;
  const type = findType(types, live.typeName);
  return { kind: 'value', value: type.refOf?.(live.physicalId, live.attributes) ?? live.physicalId };
}

export function attributeLookup(record: ResourceRecord | undefined, attribute: string, types: ResourceTypes): Lookup {
  const live = record?.live;
  if (live === undefined) return unknown;
  const value = attributeOf(live, attribute, types);
  if (value !== undefined) return { kind: 'value', value };
  const { typeName, physicalId } = live;
  if (isCustom(typeName))
    return refuse(
      `CustomResource attribute error: Vendor response doesn't contain ${attribute} key in object ${physicalId}`,
    );
  return refuse(`Resource type ${typeName} does not support attribute {${attribute}}`);
}

function attributeOf(live: LiveResource, attribute: string, types: ResourceTypes): JsonValue | undefined {
  const known = member(live.attributes, attribute);
  if (known !== undefined) return known;
  return findType(types, live.typeName).isInert === true ? inertAttribute(live, attribute) : undefined;
}

export const isCustom = (typeName: string): boolean =>
  typeName.startsWith('Custom::') || typeName === 'AWS::CloudFormation::CustomResource';
