import { invalidArgument } from '../errors.ts';

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** Reads `x-amz-copy-source`: bucket and key, percent-encoded, perhaps with a version. */
export function parseCopySource(header: string | undefined): CopySource {
  const text = header ?? '';
  const [path = '', query = ''] = text.split('?versionId=');
  const decoded = decode(path)?.replace(/^\//, '');
  const slash = decoded?.indexOf('/') ?? -1;
  if (decoded === undefined || slash < 1 || slash === decoded.length - 1) {
    throw invalidArgument(
      'Invalid copy source object key or bucket: it must be of the form bucket/key, percent-encoded.',
      'x-amz-copy-source',
      text,
    );
  }
  return {
    bucket: decoded.slice(0, slash),
    key: decoded.slice(slash + 1),
    versionId: query === '' ? undefined : decode(query),
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: not encoded, so no copy source.
    return undefined;
  }
}
