/**
 * The versions of objects in the store. Each is a document of its own; the newest of a key lies a
 * second time under the key alone, as its head. Every write is conditional on the head it read, so
 * two writers of one key come one after the other.
 */
import { ApiError } from '../../aws/api-error.ts';

import type { Change, Stored } from '../../storage/documents.ts';
import { retryConflicts } from './buckets.ts';
import type { S3Context } from './context.ts';
import { noSuchKey, noSuchVersion } from './errors.ts';
import { versionIdAlphabet } from './resources/alphabets.ts';
import type { BucketRecord } from './resources/bucket.ts';
import { descending, headKey, parseDescending, versionKey, versionsOfKeyPrefix } from './resources/keys.ts';
import type { ObjectAttributes, ObjectContent, ObjectVersion, VersionRecord } from './resources/object-version.ts';

export interface VersionReference {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

export const findHead = (context: S3Context, bucket: string, key: string): Promise<Stored<VersionRecord> | undefined> =>
  context.store.documents.get<VersionRecord>(headKey(bucket, key));

/** The object's current version, or the one asked for. */
export async function requireObject(context: S3Context, reference: VersionReference): Promise<ObjectVersion> {
  const { bucket, key, versionId } = reference;
  if (versionId === undefined) {
    const head = await findHead(context, bucket, key);
    if (head === undefined || head.value.kind === 'delete-marker') throw noSuchKey(key);
    return head.value;
  }
  const version = await requireVersion(context, { bucket, key, versionId });
  if (version.value.kind === 'delete-marker') {
    throw new ApiError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      Method: 'GET',
      ResourceType: 'DeleteMarker',
    });
  }
  return version.value;
}

async function requireVersion(
  context: S3Context,
  { bucket, key, versionId }: VersionReference & { readonly versionId: string },
): Promise<Stored<VersionRecord>> {
  const found = await findVersion(context, { bucket, key, versionId });
  if (found !== undefined) return found;
  if (versionId !== 'null' && parseDescending(versionId) === undefined) {
    throw new ApiError('InvalidArgument', 'Invalid version id specified', {
      ArgumentName: 'versionId',
      ArgumentValue: versionId,
    });
  }
  throw noSuchVersion(key, versionId);
}

export async function findVersion(
  context: S3Context,
  { bucket, key, versionId }: VersionReference & { readonly versionId: string },
): Promise<Stored<VersionRecord> | undefined> {
  if (versionId === 'null') return findNullVersion(context, bucket, key);
  const sequence = parseDescending(versionId);
  if (sequence === undefined) return undefined;
  const stored = await context.store.documents.get<VersionRecord>(versionKey(bucket, key, sequence));
  return stored?.value.versionId === versionId ? stored : undefined;
}

/** What was written while versioning was off carries no ID that leads to it, so it is searched for. */
async function findNullVersion(
  context: S3Context,
  bucket: string,
  key: string,
): Promise<Stored<VersionRecord> | undefined> {
  const prefix = versionsOfKeyPrefix(bucket, key);
  let after: string | undefined;
  do {
    const page = await context.store.documents.list<VersionRecord>({ prefix, ...(after !== undefined && { after }) });
    const found = page.documents.find(({ value }) => value.versionId === 'null' && value.key === key);
    if (found !== undefined) return found;
    after = page.next;
  } while (after !== undefined);
  return undefined;
}

type Draft =
  | { readonly kind: 'delete-marker' }
  | ({ readonly kind: 'object'; readonly content: ObjectContent } & ObjectAttributes);

interface Addition {
  /** Throws when the write must not happen over what there is. */
  readonly condition?: (current: ObjectVersion | undefined) => void;
  /** Written in the same transaction. */
  readonly changes?: readonly Change[];
}

/** Makes the draft the key's newest version, beside the others or in place of the `null` version. */
export async function addVersion(
  context: S3Context,
  target: { readonly bucket: BucketRecord; readonly key: string },
  draft: Draft,
  addition: Addition = {},
): Promise<VersionRecord> {
  const { bucket, key } = target;
  return retryConflicts(async () => {
    const head = await findHead(context, bucket.name, key);
    addition.condition?.(head?.value.kind === 'object' ? head.value : undefined);
    const sequence = (head?.value.sequence ?? 0) + 1;
    const isVersioned = bucket.versioning === 'Enabled';
    const versionId = isVersioned ? descending(sequence) + context.random.text(25, versionIdAlphabet) : 'null';
    const record = { ...draft, bucket: bucket.name, key, sequence, versionId, modifiedAt: context.clock.now() };
    const replaced = isVersioned || head === undefined ? undefined : await findReplaced(context, head.value);
    await context.store.documents.write([
      { kind: 'put', key: headKey(bucket.name, key), value: record, ifRevision: head?.revision ?? 0 },
      { kind: 'put', key: versionKey(bucket.name, key, sequence), value: record },
      ...(replaced === undefined ? [] : [{ kind: 'delete', key: replaced } as const]),
      ...(addition.changes ?? []),
    ]);
    return record;
  });
}

async function findReplaced(context: S3Context, head: VersionRecord): Promise<string | undefined> {
  if (head.versionId === 'null') return versionKey(head.bucket, head.key, head.sequence);
  return (await findNullVersion(context, head.bucket, head.key))?.key;
}

/** Removes one version for good; the newest that is left becomes the current one. */
export async function removeVersion(
  context: S3Context,
  reference: VersionReference & { readonly versionId: string },
  condition?: Addition['condition'],
): Promise<VersionRecord | undefined> {
  const { bucket, key } = reference;
  return retryConflicts(async () => {
    const head = await findHead(context, bucket, key);
    condition?.(head?.value.kind === 'object' ? head.value : undefined);
    const removed = await findVersion(context, reference);
    if (head === undefined || removed === undefined) return undefined;
    const next = removed.value.sequence === head.value.sequence ? await findNewestBut(context, removed) : head.value;
    await context.store.documents.write([
      { kind: 'delete', key: removed.key, ifRevision: removed.revision },
      next === undefined
        ? { kind: 'delete', key: head.key, ifRevision: head.revision }
        : { kind: 'put', key: head.key, value: next, ifRevision: head.revision },
    ]);
    return removed.value;
  });
}

async function findNewestBut(context: S3Context, removed: Stored<VersionRecord>): Promise<VersionRecord | undefined> {
  const { bucket, key } = removed.value;
  const prefix = versionsOfKeyPrefix(bucket, key);
  const page = await context.store.documents.list<VersionRecord>({ prefix, after: removed.key, limit: 1 });
  return page.documents[0]?.value;
}

/** Changes what is kept beside the bytes of a version, which stays the version it is. */
export async function updateObject(
  context: S3Context,
  reference: VersionReference,
  change: (version: ObjectVersion) => ObjectVersion,
): Promise<ObjectVersion> {
  const { bucket, key } = reference;
  return retryConflicts(async () => {
    // The head first: a write that comes between the two reads then fails this one.
    const head = await findHead(context, bucket, key);
    if (head === undefined) throw noSuchKey(key);
    const version = await requireObject(context, reference);
    const changed = change(version);
    const isHead = head.value.sequence === version.sequence;
    await context.store.documents.write([
      { kind: 'put', key: head.key, value: isHead ? changed : head.value, ifRevision: head.revision },
      { kind: 'put', key: versionKey(bucket, key, version.sequence), value: changed },
    ]);
    return changed;
  });
}
