import type { Documents, Stored } from './documents.ts';

/** All documents below a prefix in the order of their keys, read a page at a time; `after` leaves out keys up to that one. */
export async function* readAll<T>(
  documents: Documents,
  prefix: string,
  { after: first }: { readonly after?: string | undefined } = {},
): AsyncGenerator<Stored<T>> {
  let after = first;
  do {
    const page = await documents.list<T>({ prefix, ...(after !== undefined && { after }) });
    yield* page.documents;
    after = page.next;
  } while (after !== undefined);
}
