/** Lists are handed out in pages: `limit` items, and the `position` after which the next one begins. */
import { badRequest } from './errors.ts';

const limitDefault = 25;
const limitMax = 500;

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly position?: string | undefined;
}

export interface ItemPage<T> {
  readonly items: readonly T[];
  readonly position?: string;
}

export function takePage<T>(all: readonly T[], keyOf: (item: T) => string, request: PageRequest): ItemPage<T> {
  const { limit = limitDefault, position } = request;
  // AWS's text is not known.
  if (limit < 1 || limit > limitMax) throw badRequest(`Invalid limit specified. Must be between 1 and ${limitMax}`);
  const start = position === undefined || position === '' ? 0 : startOf(all, keyOf, position);
  const items = all.slice(start, start + limit);
  const last = items.at(-1);
  const hasMore = start + limit < all.length && last !== undefined;
  return { items, ...(hasMore && { position: Buffer.from(keyOf(last)).toString('base64url') }) };
}

function startOf<T>(all: readonly T[], keyOf: (item: T) => string, position: string): number {
  const key = Buffer.from(position, 'base64url').toString();
  const index = all.findIndex((item) => keyOf(item) === key);
  if (index < 0) throw badRequest('Invalid position parameter specified');
  return index + 1;
}
