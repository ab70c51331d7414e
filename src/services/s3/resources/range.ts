import { ApiError } from '../../../aws/api-error.ts';

export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * The part of an object that a `Range` header asks for; `undefined`: the whole, as S3 answers to
 * several ranges and to what is no range.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null) return undefined;
  const [first, last] = [match[1] ?? '', match[2] ?? ''];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    if (length === 0) throw invalidRange(header, sizeBytes);
    return { start: sizeBytes - length, length };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= sizeBytes) throw invalidRange(header, sizeBytes);
  return { start, length: end - start + 1 };
}

/** As parseRange, but strict: the range of a copied part must lie within its source. */
export function parseCopyRange(header: string | undefined, sizeBytes: number): ByteRange {
  if (header === undefined) return { start: 0, length: sizeBytes };
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const start = Number(match?.[1]);
  const end = Number(match?.[2]);
  if (match === null || end < start) {
    throw new ApiError(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
    );
  }
  if (end >= sizeBytes) {
    throw new ApiError('InvalidArgument', `Range specified is not valid for source object of size: ${sizeBytes}`, {
      ArgumentName: 'x-amz-copy-source-range',
      ArgumentValue: header,
    });
  }
  return { start, length: end - start + 1 };
}

export const describeContentRange = (range: ByteRange, sizeBytes: number): string =>
  `bytes ${range.start}-${range.start + range.length - 1}/${sizeBytes}`;

function invalidRange(header: string | undefined, sizeBytes: number): ApiError {
  return new ApiError('InvalidRange', 'The requested range is not satisfiable', {
    RangeRequested: header,
    ActualObjectSize: sizeBytes,
  });
}
