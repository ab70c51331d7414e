/** Lists told a page at a time. */
import { validationError } from './errors.ts';

export interface PageRequest {
  readonly token: string | undefined;
  readonly size: number;
}

/** The items after those that the token's page ended with. */
export function pageOf<T>(
  items: readonly T[],
  { token, size }: PageRequest,
): { readonly items: readonly T[]; readonly next?: string } {
  const start = token === undefined ? 0 : readToken(token);
  const page = items.slice(start, start + size);
  return start + size < items.length ? { items: page, next: makeToken(String(start + size)) } : { items: page };
}

export const makeToken = (text: string): string => Buffer.from(text).toString('base64url');

export function readTokenText(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}

function readToken(token: string): number {
  const start = Number(readTokenText(token));
  if (!Number.isInteger(start) || start < 0) throw validationError('The nextToken is not valid');
  return start;
}
