import type { Documents, Stored } from '../../storage/documents.ts';
import { invalidToken } from './errors.ts';

export const pageSize = 100;

/** A page of the documents below the prefix; the token names the last key of the page before. */
export async function listPage<T>(
  documents: Documents,
  prefix: string,
  token: string | undefined,
): Promise<{ readonly items: readonly Stored<T>[]; readonly rest: { nextToken?: string } }> {
  const after = parseListToken(token, prefix);
  const page = await documents.list<T>({ prefix, limit: pageSize, ...(after !== undefined && { after }) });
  const rest = page.next === undefined ? {} : { nextToken: Buffer.from(page.next).toString('base64url') };
  return { items: page.documents, rest };
}

/** The last key of the page before; `undefined`: the list begins. */
export function parseListToken(token: string | undefined, prefix: string): string | undefined {
  if (token === undefined || token === '') return undefined;
  const key = Buffer.from(token, 'base64url').toString();
  if (!key.startsWith(prefix)) throw invalidToken();
  return key;
}

/** For lists that one page always holds: there is no token that they could have given. */
export function requireNoToken(token: string | undefined): void {
  if (token !== undefined && token !== '') throw invalidToken();
}

/** Something that a list is sorted by, with the name that tells equals apart. */
export interface SortPlace {
  readonly value: number;
  readonly id: string;
}

export const comparePlaces = (a: SortPlace, b: SortPlace): number =>
  a.value - b.value || (a.id < b.id ? -1 : Number(a.id > b.id));

/** A page of what is sorted already; the token tells the place of the last item of the page before. */
export function cutPage<T extends { readonly place: SortPlace }>(
  sorted: readonly T[],
  token: string | undefined,
): { readonly items: readonly T[]; readonly rest: { nextToken?: string } } {
  const start = token === undefined || token === '' ? 0 : startAfter(sorted, token);
  const items = sorted.slice(start, start + pageSize);
  const last = items.at(-1);
  if (last === undefined || start + pageSize >= sorted.length) return { items, rest: {} };
  return { items, rest: { nextToken: Buffer.from(`${last.place.value} ${last.place.id}`).toString('base64url') } };
}

/** Where the page before ended, even if its last item is gone since. */
function startAfter(sorted: readonly { readonly place: SortPlace }[], token: string): number {
  const [, value, id] = /^(-?\d+) (\S+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (value === undefined || id === undefined) throw invalidToken();
  const place = { value: Number(value), id };
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return 0;
  const direction = comparePlaces(first.place, last.place) <= 0 ? 1 : -1;
  const found = sorted.findIndex((item) => comparePlaces(item.place, place) * direction > 0);
  return found === -1 ? sorted.length : found;
}
