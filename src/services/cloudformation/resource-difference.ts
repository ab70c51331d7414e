/** What has to be done to bring a resource from what it is to what a template wants. */
import { isSameJson, isJsonObject, type JsonObject } from '../../template/json.ts';
import type { Replacement, ResourceType } from './resource-type.ts';
import type { LiveResource, ResourceSettings } from './resources/resource.ts';

/** `settings`: only what CloudFormation itself keeps of it is another. */
export type Difference = 'none' | 'settings' | 'update' | 'replace';

export function differenceOf(live: LiveResource, wanted: ResourceSettings, type: ResourceType): Difference {
  const areTagsChanged = type.isTaggable === true && !isSameTags(live, wanted);
  const isChanged = live.typeName !== wanted.typeName || !isSameJson(live.properties, wanted.properties);
  if (!isChanged && !areTagsChanged) return isSameSettings(live, wanted) ? 'none' : 'settings';
  if (live.typeName !== wanted.typeName || type.update === undefined) return 'replace';
  return replaces(live, wanted, type) ? 'replace' : 'update';
}

function replaces(live: LiveResource, wanted: ResourceSettings, type: ResourceType): boolean {
  const kinds = changedPaths(live.properties, wanted.properties).map((path) => replacementAt(type, path));
  if (kinds.includes('Always')) return true;
  return kinds.includes('Conditionally') && (type.mustReplace?.(live.properties, wanted.properties) ?? false);
}

/** What a type says of a path, or of what the path is a part of. */
export function replacementAt(type: ResourceType, path: string): Replacement {
  const names = path.split('.');
  const kinds = names.map((_, index) => type.replacementOf(names.slice(0, index + 1).join('.')));
  return kinds.find((kind) => kind === 'Always') ?? kinds.find((kind) => kind === 'Conditionally') ?? 'Never';
}

/** Paths of the values that differ, as deep as both sides have objects. */
export function changedPaths(previous: JsonObject, next: JsonObject, prefix = ''): readonly string[] {
  const names = new Set([...Object.keys(previous), ...Object.keys(next)]);
  return [...names].flatMap((name) => {
    const [before, after] = [previous[name], next[name]];
    if (isSameJson(before, after)) return [];
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return isJsonObject(before) && isJsonObject(after) ? changedPaths(before, after, path) : [path];
  });
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
