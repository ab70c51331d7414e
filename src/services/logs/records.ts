import type { Documents, Stored } from '../../storage/documents.ts';

const pageSize = 1000;

/** All documents below a prefix, page by page, in the order of their keys. */
export async function* readAll<T>(
  documents: Documents,
  prefix: string,
  start?: string,
): AsyncGenerator<Stored<T>, void, undefined> {
  let after = start;
  do {
    const page = await documents.list<T>({ prefix, limit: pageSize, ...(after !== undefined && { after }) });
    yield* page.documents;
    after = page.next;
  } while (after !== undefined);
}

export async function collect<T>(documents: Documents, prefix: string): Promise<T[]> {
  const values: T[] = [];
  for await (const { value } of readAll<T>(documents, prefix)) values.push(value);
  return values;
}
