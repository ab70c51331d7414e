/** The tags of a resource: its own, those of its stack, and those by which AWS tells whose it is. */
import { readList, readObject, readTags } from './property-readers.ts';
import type { Properties, ResourceRequest, Tag } from './resource-type.ts';
import { isJsonObject } from '../../template/json.ts';

export type TagMap = Readonly<Record<string, string>>;

export interface TagChange {
  readonly wanted: TagMap;
  readonly gone: readonly string[];
}

/** With the three tags that AWS puts on what a stack makes. */
export function ownedTags(request: ResourceRequest): TagMap {
  const { stackId, stackName, logicalId } = request;
  return {
    ...plainTags(request.properties, request.stackTags),
    'aws:cloudformation:stack-name': stackName,
    'aws:cloudformation:stack-id': stackId,
    'aws:cloudformation:logical-id': logicalId,
  };
}

export const plainTags = (properties: Properties, stackTags: readonly Tag[]): TagMap =>
  Object.fromEntries(readAnyTags(properties, stackTags).map(({ key, value }) => [key, value]));

/** `previous`: as the resource's properties and its stack's tags were. */
export function tagChange(
  request: ResourceRequest,
  previous: { readonly properties: Properties; readonly stackTags: readonly Tag[] },
): TagChange {
  const wanted = plainTags(request.properties, request.stackTags);
  const gone = Object.keys(plainTags(previous.properties, previous.stackTags)).filter(
    (key) => !Object.hasOwn(wanted, key),
  );
  return { wanted, gone };
}

export const tagList = (tags: TagMap): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Some types write their tags as a map. */
function readAnyTags(properties: Properties, stackTags: readonly Tag[]): readonly Tag[] {
  if (!isJsonObject(properties['Tags'])) return readTags(properties, stackTags);
  const own = Object.entries(readObject(properties, 'Tags') ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const { Tags: _, ...rest } = properties;
  return readTags({ ...rest, Tags: [...readList(rest, 'Tags'), ...own] }, stackTags);
}
