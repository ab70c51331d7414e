import { isFilled, isObject, member, type JsonObject, type JsonValue } from './mutable-json.ts';
import { refuseResource } from './refusal.ts';

const reserved = ['lambda:createdBy', 'serverlessrepo:applicationId', 'serverlessrepo:semanticVersion'] as const;

/** Tags of a template, a map, as the list of `Key` and `Value` that CloudFormation takes. */
export function listTags(tags: JsonValue | undefined): JsonValue[] {
  if (!isFilled(tags) || !isObject(tags)) return [];
  return Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value ?? '' }));
}

/** The tag that says SAM made the resource, further ones, and those of the template. */
export function listCreatedTags(logicalId: string, tags: JsonValue | undefined, further: JsonObject = {}): JsonValue[] {
  for (const key of reserved)
    if (isObject(tags) && member(tags, key) !== undefined)
      throw refuseResource(
        logicalId,
        `${key} is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.`,
      );
  return [...listTags({ 'lambda:createdBy': 'SAM' }), ...listTags(further), ...listTags(tags)];
}
