import type { Documents } from '../../storage/documents.ts';
import { allPartsPrefix, allVersionsPrefix } from './resources/keys.ts';
import type { VersionRecord } from './resources/object-version.ts';
import type { PartRecord } from './resources/upload.ts';

/** Adds the blobs that S3 still needs to the set: those of all versions and of all uploaded parts. */
export async function collectReferencedBlobs(documents: Documents, blobs: Set<string>): Promise<void> {
  for await (const version of scan<VersionRecord>(documents, allVersionsPrefix)) {
    if (version.kind === 'object') blobs.add(version.content.blob);
  }
  for await (const part of scan<PartRecord>(documents, allPartsPrefix)) blobs.add(part.blob);
}

async function* scan<T>(documents: Documents, prefix: string): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const page = await documents.list<T>({ prefix, ...(after !== undefined && { after }) });
    for (const { value } of page.documents) yield value;
    after = page.next;
  } while (after !== undefined);
}
