import { requireBucket } from '../buckets.ts';
import type { S3Context, S3Operation } from '../context.ts';
import { describeVersionId } from '../resources/describe-object.ts';
import { requireKey } from '../resources/object-key.ts';
import { describeTags, objectTagsMax, parseTags, type Tag } from '../resources/tags.ts';
import { requireObject, updateObject } from '../versions.ts';

interface Reference {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Puts the tags in the place of all that the version had. */
export const putObjectTagging: S3Operation<'PutObjectTagging'> = (input, context) =>
  replaceTags(context, input, parseTags(input.Tagging?.TagSet, objectTagsMax));

export const deleteObjectTagging: S3Operation<'DeleteObjectTagging'> = (input, context) =>
  replaceTags(context, input, []);

/** Tags belong to a version; an object without any has an empty set. */
export const getObjectTagging: S3Operation<'GetObjectTagging'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const version = await requireObject(context, {
    bucket: bucket.name,
    key: requireKey(input),
    versionId: input.VersionId,
  });
  return {
    TagSet: describeTags(version.tags),
    ...describeVersionId(version.versionId, bucket.versioning !== undefined),
  };
};

async function replaceTags(
  context: S3Context,
  input: Reference,
  tags: readonly Tag[],
): Promise<{ VersionId?: string }> {
  const bucket = await requireBucket(context, input);
  const reference = { bucket: bucket.name, key: requireKey(input), versionId: input.VersionId };
  const version = await updateObject(context, reference, (current) => ({ ...current, tags }));
  return describeVersionId(version.versionId, bucket.versioning !== undefined);
}
