import { ApiError } from '../../../aws/api-error.ts';
import { noSuchKey, preconditionFailed } from '../errors.ts';

/** What a conditional request compares with. */
interface Compared {
  readonly etag: string;
  readonly modifiedAt: number;
}

interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** A condition on the ETag outweighs the one on the time, as RFC 9110 and S3 have it. */
export function checkReadConditions(conditions: ReadConditions, version: Compared): void {
  const failed = failedCondition(conditions, version);
  if (failed === 'If-None-Match' || failed === 'If-Modified-Since') throw new ApiError('NotModified', 'Not Modified');
  if (failed !== undefined) throw preconditionFailed(failed);
}

/** The same for the source of a copy, where there is no 304. */
export function checkCopyConditions(conditions: ReadConditions, version: Compared): void {
  const failed = failedCondition(conditions, version);
  if (failed !== undefined) throw preconditionFailed(`x-amz-copy-source-${failed}`);
}

function failedCondition(conditions: ReadConditions, version: Compared): string | undefined {
  const {
    IfMatch: match,
    IfNoneMatch: noneMatch,
    IfModifiedSince: modified,
    IfUnmodifiedSince: unmodified,
  } = conditions;
  const modifiedAt = wholeSeconds(version.modifiedAt);
  if (match !== undefined) {
    if (!namesEtag(match, version.etag)) return 'If-Match';
  } else if (unmodified !== undefined && modifiedAt > unmodified.getTime()) return 'If-Unmodified-Since';
  if (noneMatch !== undefined) {
    if (namesEtag(noneMatch, version.etag)) return 'If-None-Match';
  } else if (modified !== undefined && modifiedAt <= modified.getTime()) return 'If-Modified-Since';
  return undefined;
}

/** Refuses a write that may only create, or only replace the object with the given ETag. */
export function checkWriteConditions(
  conditions: { readonly IfMatch?: string | undefined; readonly IfNoneMatch?: string | undefined },
  key: string,
  current: Pick<Compared, 'etag'> | undefined,
): void {
  if (
    conditions.IfNoneMatch !== undefined &&
    current !== undefined &&
    namesEtag(conditions.IfNoneMatch, current.etag)
  ) {
    throw preconditionFailed('If-None-Match');
  }
  if (conditions.IfMatch === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (!namesEtag(conditions.IfMatch, current.etag)) throw preconditionFailed('If-Match');
}

function namesEtag(header: string, etag: string): boolean {
  return header.split(',').some((part) => {
    const named = part.trim().replace(/^W\//, '').replaceAll('"', '');
    return named === '*' || named === etag;
  });
}

/** S3 counts an object's age in whole seconds. */
export const wholeSeconds = (atMs: number): number => Math.floor(atMs / 1000) * 1000;
