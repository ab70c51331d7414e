import { ApiError } from '../../../aws/api-error.ts';
import type { CredentialRecord } from './credentials.ts';

interface TagRequest {
  readonly Tags?: readonly { Key: string | undefined; Value: string | undefined }[] | undefined;
  readonly TransitiveTagKeys?: readonly string[] | undefined;
}

/** The tags of a new session: those asked for, and those that the caller's session hands on. */
export function parseSessionTags(
  request: TagRequest,
  calling: CredentialRecord | undefined,
): Pick<CredentialRecord, 'sessionTags' | 'transitiveTagKeys'> {
  const tags = (request.Tags ?? []).map(({ Key: key = '', Value: value = '' }) => [key, value] as const);
  const keys = new Set(tags.map(([key]) => key.toLowerCase()));
  if (keys.size < tags.length) {
    throw new ApiError(
      'InvalidParameterValue',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  const transitive = request.TransitiveTagKeys ?? [];
  if (transitive.some((key) => !keys.has(key.toLowerCase()))) {
    throw new ApiError(
      'InvalidParameterValue',
      'The specified transitive tag key must be included in the requested tags.',
    );
  }
  const handedOn = calling?.transitiveTagKeys ?? [];
  if (handedOn.some((key) => keys.has(key.toLowerCase()))) {
    throw new ApiError(
      'InvalidParameterValue',
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  const inherited = handedOn.map((key) => [key, calling?.sessionTags?.[key] ?? ''] as const);
  const all = [...inherited, ...tags];
  if (all.length === 0) return {};
  return { sessionTags: Object.fromEntries(all), transitiveTagKeys: [...handedOn, ...transitive] };
}
