/** What has to be done to bring a resource from what it is to what a template wants. */
import { isSameJson } from '../../template/json.ts';
import { comparePropertiesOf, strongestRecreation, type Recreation } from '../../template/property-changes.ts';
import type { ResourceType } from './resource-type.ts';
import type { LiveResource, ResourceSettings } from './resources/resource.ts';

/** `settings`: only what CloudFormation itself keeps of it is another. */
export type Difference = 'none' | 'settings' | 'update' | 'replace';

export function differenceOf(live: LiveResource, wanted: ResourceSettings, type: ResourceType): Difference {
  const areTagsChanged = type.isTaggable === true && !isSameTags(live, wanted);
  const changes = comparePropertiesOf(live.properties, wanted.properties);
  const isChanged = live.typeName !== wanted.typeName || changes.length > 0;
  if (!isChanged && !areTagsChanged) return isSameSettings(live, wanted) ? 'none' : 'settings';
  if (live.typeName !== wanted.typeName || type.update === undefined) return 'replace';
  switch (strongestRecreation(changes.map(({ path }) => recreationBy(type, path)))) {
    case 'Always':
      return 'replace';
    case 'Conditionally':
      return type.mustReplace?.(live.properties, wanted.properties) === true ? 'replace' : 'update';
    case 'Never':
      return 'update';
  }
}

/** What a type says of a property, or of what the property is a part of. */
export function recreationBy(type: ResourceType, path: readonly string[]): Recreation {
  if (type.update === undefined) return 'Always';
  return strongestRecreation(path.map((_, index) => type.replacementOf(path.slice(0, index + 1).join('.'))));
}

const isSameTags = (one: ResourceSettings, other: ResourceSettings): boolean =>
  one.stackTags.length === other.stackTags.length &&
  one.stackTags.every((tag) => other.stackTags.some(({ key, value }) => key === tag.key && value === tag.value));

const isSameSettings = (one: ResourceSettings, other: ResourceSettings): boolean => isSameJson(kept(one), kept(other));

const kept = ({ dependsOn, deletionPolicy, updateReplacePolicy, updatePolicy, metadata }: ResourceSettings) => ({
  dependsOn: dependsOn.toSorted(),
  deletionPolicy,
  updateReplacePolicy,
  updatePolicy: updatePolicy ?? null,
  metadata: metadata ?? null,
});
