import { isFilled, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { refuseResource } from '../refusal.ts';
import { parseBucketUri } from './code-location.ts';

/** A `DefinitionUri` as API Gateway takes it. */
export function definitionLocation(id: string, uri: JsonValue): JsonObject {
  if (isObject(uri)) {
    if (!isFilled(uri['Bucket']) || !isFilled(uri['Key']))
      throw refuseResource(id, "'DefinitionUri' requires Bucket and Key properties to be specified.");
    return withoutAbsent({ Bucket: uri['Bucket'], Key: uri['Key'], Version: uri['Version'] });
  }
  const location = parseBucketUri(uri);
  if (location === undefined)
    throw refuseResource(
      id,
      "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
    );
  return withoutAbsent({ ...location });
}
