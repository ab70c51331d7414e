/**
 * Where each record lies in the store. A bucket's name holds no slash, so a prefix never reaches
 * into a neighbour; an object's key stands last and as it is, so that documents are listed in the
 * order in which S3 lists keys: that of their UTF-8 bytes.
 */
const separator = '\u0001';

/** Sorts after every key that begins with what stands before it. */
export const afterAll = '\u{10FFFF}';

export const bucketsPrefix = 's3/bucket/';
export const bucketKey = (bucket: string): string => `${bucketsPrefix}${bucket}`;

/** The newest version of each key of a bucket, delete markers included. */
export const headsPrefix = (bucket: string): string => `s3/object/${bucket}/`;
export const headKey = (bucket: string, key: string): string => `${headsPrefix(bucket)}${key}`;

/** Every version of each key: keys in order, the versions of one key from new to old. */
export const versionsPrefix = (bucket: string): string => `s3/version/${bucket}/`;
export const versionsOfKeyPrefix = (bucket: string, key: string): string =>
  `${versionsPrefix(bucket)}${key}${separator}`;
export const versionKey = (bucket: string, key: string, sequence: number): string =>
  `${versionsOfKeyPrefix(bucket, key)}${descending(sequence)}`;

/** Uploads in progress: keys in order, those of one key from old to new. */
export const uploadsPrefix = (bucket: string): string => `s3/upload/${bucket}/`;
export const uploadsOfKeyPrefix = (bucket: string, key: string): string => `${uploadsPrefix(bucket)}${key}${separator}`;
export const uploadKey = (bucket: string, key: string, uploadId: string): string =>
  `${uploadsOfKeyPrefix(bucket, key)}${uploadId}`;

export const partsPrefix = (bucket: string, uploadId: string): string => `s3/part/${bucket}/${uploadId}/`;
export const partKey = (bucket: string, uploadId: string, number: number): string =>
  `${partsPrefix(bucket, uploadId)}${String(number).padStart(5, '0')}`;

export const partsOfBucketPrefix = (bucket: string): string => `s3/part/${bucket}/`;

export const allVersionsPrefix = 's3/version/';
export const allPartsPrefix = 's3/part/';

const digits = 7;
const largest = 36 ** digits - 1;

/** A text that sorts the other way round than the number. */
export function descending(sequence: number): string {
  return (largest - sequence).toString(36).padStart(digits, '0');
}

/** The number that {@link descending} wrote at the beginning of the text, if it did. */
export function parseDescending(text: string): number | undefined {
  const head = text.slice(0, digits);
  if (!/^[0-9a-z]{7}$/.test(head)) return undefined;
  return largest - Number.parseInt(head, 36);
}
