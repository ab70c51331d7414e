/** Walks over keys in order, rolling up what lies below a delimiter: the rule that all S3 lists share. */
import type { Documents, Stored } from '../../storage/documents.ts';
import { afterAll } from './resources/keys.ts';

export interface Listing<T> {
  readonly entries: readonly T[];
  readonly commonPrefixes: readonly string[];
  /** Where there is more: where the next page goes on. */
  readonly next?: ListingEnd<T>;
}

export interface ListingEnd<T> {
  /** For `after` of the next query. */
  readonly cursor: string;
  /** What this page ended with. */
  readonly last: { readonly kind: 'entry'; readonly entry: T } | { readonly kind: 'prefix'; readonly prefix: string };
}

export interface ListingQuery<T> {
  /** The documents to walk over: their keys are this prefix, the object's key and perhaps more. */
  readonly root: string;
  readonly prefix: string;
  readonly delimiter: string | undefined;
  /** A cursor, relative to the root; empty: from the beginning. */
  readonly after: string;
  readonly limit: number;
  keyOf(entry: T): string;
  /** Leaves out what this refuses. */
  isListed?(entry: T): boolean;
}

export async function listKeys<T>(documents: Documents, query: ListingQuery<T>): Promise<Listing<T>> {
  const entries: T[] = [];
  const commonPrefixes: string[] = [];
  let end: ListingEnd<T> | undefined;
  let cursor = query.after;
  for (;;) {
    const remaining = query.limit - entries.length - commonPrefixes.length;
    const page = await documents.list<T>({
      prefix: query.root + query.prefix,
      ...(cursor !== '' && { after: query.root + cursor }),
      limit: Math.min(1000, remaining + 1),
    });
    let skipTo: string | undefined;
    for (const stored of page.documents) {
      if (query.isListed?.(stored.value) === false) continue;
      if (end !== undefined && entries.length + commonPrefixes.length >= query.limit) {
        return { entries, commonPrefixes, next: end };
      }
      const group = commonPrefixOf(query.keyOf(stored.value), query.prefix, query.delimiter);
      if (group === undefined) {
        entries.push(stored.value);
        end = { cursor: relativeKey(stored, query.root), last: { kind: 'entry', entry: stored.value } };
      } else {
        commonPrefixes.push(group);
        skipTo = group + afterAll;
        end = { cursor: skipTo, last: { kind: 'prefix', prefix: group } };
        break;
      }
    }
    if (skipTo !== undefined) cursor = skipTo;
    else if (page.next === undefined) return { entries, commonPrefixes };
    else cursor = page.next.slice(query.root.length);
  }
}

const relativeKey = (stored: Stored<unknown>, root: string): string => stored.key.slice(root.length);

/** The part of the key up to the first delimiter behind the prefix, if there is one. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === '' || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

/** Where a list goes on after a key: a key below a common prefix stands for the whole of it. */
export function cursorAfterKey(key: string, prefix: string, delimiter: string | undefined): string {
  const group = commonPrefixOf(key, prefix, delimiter);
  return group === undefined ? key : group + afterAll;
}

/** A page holds a thousand keys at most, however many are asked for. */
export const pageLimit = (asked: number | undefined): number => Math.min(asked ?? 1000, 1000);
