/** Where the code of a function or layer lies, as SAM takes it and as Lambda does. */
import { isFilled, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { refuseResource } from '../refusal.ts';

const dynamicReference = /\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[a-zA-Z0-9_.\-/]+(?::\d+)?\}\}/;

export interface BucketLocation {
  readonly Bucket: JsonValue;
  readonly Key: JsonValue;
  readonly Version?: JsonValue | undefined;
}

/** `s3://bucket/key?versionId=version` in its parts, or `undefined` where it is none. */
export function parseBucketUri(uri: JsonValue | undefined): BucketLocation | undefined {
  if (typeof uri !== 'string') return undefined;
  const match = /^s3:\/\/([^/?#]+)(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/i.exec(uri);
  if (match === null) return undefined;
  const [, bucket = '', path = '', query = ''] = match;
  if (/[[\]]/.test(bucket)) return undefined;
  const versions = new URLSearchParams(query).getAll('versionId').filter((version) => version !== '');
  return { Bucket: bucket, Key: path.replace(/^\/+/, ''), Version: versions.length === 1 ? versions[0] : undefined };
}

/** A `CodeUri` or `ContentUri` as Lambda takes it, or the refusal that names the property. */
export function readCodeLocation(location: JsonValue | undefined, id: string, property: string): JsonObject {
  const { Bucket: bucket, Key: key, Version: version } = locate(location, id, property);
  return withoutAbsent({ S3Bucket: bucket, S3Key: key, S3ObjectVersion: version });
}

function locate(location: JsonValue | undefined, id: string, property: string): BucketLocation {
  if (isObject(location)) {
    const { Bucket: bucket, Key: key, Version: version } = location;
    if (!isFilled(bucket) || !isFilled(key))
      throw refuseResource(id, `'${property}' requires Bucket and Key properties to be specified.`);
    return { Bucket: bucket, Key: key, Version: version };
  }
  if (typeof location !== 'string') throw refuseResource(id, `'${property}' must be of type dict or string.`);
  if (dynamicReference.exec(location)?.[0].includes('/') === true)
    throw refuseResource(
      id,
      `Unsupported dynamic reference detected in '${property}'. Please consider using alternative 'FunctionCode' object format.`,
    );
  const parsed = parseBucketUri(location);
  if (parsed !== undefined) return parsed;
  throw refuseResource(
    id,
    `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
  );
}
