/** Places in listings as the opaque texts that clients hand back. */
import { invalidToken } from './errors.ts';

export const formatToken = (...parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** The parts of a token that {@link formatToken} made of as many; throws AWS's error for any other text. */
export function parseToken(token: string, count: number): readonly (string | number)[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalidToken();
  }
  if (!Array.isArray(parts) || parts.length !== count) throw invalidToken();
  return parts.map((part: unknown) => {
    if (typeof part !== 'string' && typeof part !== 'number') throw invalidToken();
    return part;
  });
}

export interface TextPage<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** A page of a sorted list by the names of its items: the token holds the last one's. */
export function pageByName<T>(
  items: readonly T[],
  request: { readonly nextToken?: string | undefined; readonly limit: number },
  nameOf: (item: T) => string,
): TextPage<T> {
  const start = request.nextToken === undefined ? 0 : startAfter(items, request.nextToken, nameOf);
  const page = items.slice(start, start + request.limit);
  const last = page.at(-1);
  if (last === undefined || start + page.length >= items.length) return { items: page };
  return { items: page, nextToken: formatToken(nameOf(last)) };
}

function startAfter<T>(items: readonly T[], token: string, nameOf: (item: T) => string): number {
  const [name] = parseToken(token, 1);
  const next = items.findIndex((item) => nameOf(item) > String(name));
  return next === -1 ? items.length : next;
}
