import { ApiError } from '../../../aws/api-error.ts';
import type { ResponseBody } from '../../../aws/wire.ts';
import { requireBucket } from '../buckets.ts';
import { locateBlob } from '../content.ts';
import type { S3Context, S3Input, S3Operation, S3Output } from '../context.ts';
import { invalidArgument } from '../errors.ts';
import { checkReadConditions } from '../resources/conditions.ts';
import { describeObject } from '../resources/describe-object.ts';
import { refuseUnsupported } from '../resources/object-attributes.ts';
import { requireKey } from '../resources/object-key.ts';
import type { ObjectVersion } from '../resources/object-version.ts';
import { describeContentRange, parseRange, type ByteRange } from '../resources/range.ts';
import { requireObject } from '../versions.ts';

/** Gives an object's bytes, or a part of them: the file that they lie in, for the server to stream. */
export const getObject: S3Operation<'GetObject'> = async (input, context) => {
  const { version, part, ...output } = await readObject(input, context);
  refuseArchived(version);
  return { ...output, Body: await openBody(context, version, part) };
};

/** The same without the bytes. An error has no body either: clients know it by its status. */
export const headObject: S3Operation<'HeadObject'> = async (input, context) => {
  const { version: _, part: __, ...output } = await readObject(input, context);
  return output;
};

// oxlint-disable-next-line no-control-regex -- control characters are exactly what a header must not hold
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

interface Read extends S3Output<'HeadObject'> {
  readonly version: ObjectVersion;
  readonly part: ByteRange;
}

async function readObject(input: S3Input<'GetObject'> | S3Input<'HeadObject'>, context: S3Context): Promise<Read> {
  const bucket = await requireBucket(context, input);
  refuseUnsupported(input);
  const version = await requireObject(context, {
    bucket: bucket.name,
    key: requireKey(input),
    versionId: input.VersionId,
  });
  checkReadConditions(input, { etag: version.content.etag, modifiedAt: version.modifiedAt });
  const sizeBytes = version.content.sizeBytes;
  const partial = input.PartNumber === undefined ? parseRange(input.Range, sizeBytes) : findPart(version, input);
  const part = partial ?? { start: 0, length: sizeBytes };
  return {
    version,
    part,
    ...describeObject(version, {
      isVersioned: bucket.versioning !== undefined,
      // The checksum is that of the whole object, and would not fit a part.
      showsChecksum: input.ChecksumMode === 'ENABLED' && partial === undefined,
    }),
    ContentLength: part.length,
    ...(partial !== undefined && sizeBytes > 0 && { ContentRange: describeContentRange(part, sizeBytes) }),
    ...(input.PartNumber !== undefined && version.content.parts && { PartsCount: version.content.parts.length }),
    ...overrides(input),
  };
}

/** Where a part of a multipart upload lies in the object; an object in one piece is its own part 1. */
function findPart(
  version: ObjectVersion,
  input: { readonly PartNumber?: number | undefined; readonly Range?: string | undefined },
): ByteRange {
  if (input.Range !== undefined) {
    throw new ApiError('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  }
  const number = input.PartNumber ?? 1;
  if (number < 1 || number > 10_000) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    );
  }
  const parts = version.content.parts ?? [{ sizeBytes: version.content.sizeBytes }];
  const part = parts[number - 1];
  if (part === undefined) {
    throw new ApiError('InvalidPartNumber', 'The requested partnumber is not satisfiable', {
      PartNumberRequested: number,
      ActualPartCount: parts.length,
    });
  }
  const start = parts.slice(0, number - 1).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { start, length: part.sizeBytes };
}

/** `response-*` parameters say what headers the answer is to have. */
function overrides(input: S3Input<'GetObject'> | S3Input<'HeadObject'>): Partial<S3Output<'HeadObject'>> {
  for (const [name, value] of [
    ['response-cache-control', input.ResponseCacheControl],
    ['response-content-disposition', input.ResponseContentDisposition],
    ['response-content-encoding', input.ResponseContentEncoding],
    ['response-content-language', input.ResponseContentLanguage],
    ['response-content-type', input.ResponseContentType],
  ] as const) {
    if (value !== undefined && !headerValue.test(value))
      throw invalidArgument('Header value cannot be represented using ISO-8859-1.', name, value);
  }
  return {
    ...(input.ResponseCacheControl !== undefined && { CacheControl: input.ResponseCacheControl }),
    ...(input.ResponseContentDisposition !== undefined && { ContentDisposition: input.ResponseContentDisposition }),
    ...(input.ResponseContentEncoding !== undefined && { ContentEncoding: input.ResponseContentEncoding }),
    ...(input.ResponseContentLanguage !== undefined && { ContentLanguage: input.ResponseContentLanguage }),
    ...(input.ResponseContentType !== undefined && { ContentType: input.ResponseContentType }),
    ...(input.ResponseExpires !== undefined && { Expires: input.ResponseExpires }),
  };
}

/** Archived objects would have to be restored first, which is not offered. */
function refuseArchived({ storageClass }: ObjectVersion): void {
  if (storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE') {
    throw new ApiError('InvalidObjectState', "The operation is not valid for the object's storage class", {
      StorageClass: storageClass,
    });
  }
}

async function openBody(context: S3Context, version: ObjectVersion, part: ByteRange): Promise<ResponseBody> {
  if (part.length === 0) return new Uint8Array(0);
  return { file: await locateBlob(context, version.content.blob), ...part };
}
