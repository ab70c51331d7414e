import { invalidToken } from './errors.ts';

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Takes items until a page is full. The token names the last key of the page before. */
export async function takePage<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { keyOf, size }: { readonly keyOf: (item: T) => string; readonly size: number },
): Promise<{ readonly page: readonly T[]; readonly rest: { NextToken?: string } }> {
  const page: T[] = [];
  for await (const item of items) {
    const last = page.at(-1);
    if (page.length === size && last !== undefined)
      return { page, rest: { NextToken: Buffer.from(keyOf(last)).toString('base64url') } };
    page.push(item);
  }
  return { page, rest: {} };
}

export function parseToken({ NextToken: token }: PageRequest, prefix: string): string | undefined {
  if (token === undefined || token === '') return undefined;
  const key = Buffer.from(token, 'base64url').toString();
  if (!key.startsWith(prefix)) throw invalidToken();
  return key;
}
