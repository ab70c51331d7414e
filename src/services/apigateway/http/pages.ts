import { badRequest } from './errors.ts';

const pageSizeMax = 500;

/** A page of what an API has several of, in the order of the IDs; the token names the last ID of the page before. */
export function pageOf<T>(
  entries: readonly (readonly [id: string, item: T])[],
  { MaxResults, NextToken }: { readonly MaxResults?: string | undefined; readonly NextToken?: string | undefined },
): { readonly Items: T[]; readonly NextToken?: string } {
  const size = MaxResults === undefined ? pageSizeMax : Number(MaxResults);
  if (!Number.isInteger(size) || size < 1) throw badRequest('MaxResults must be a whole number greater than 0');
  const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64url').toString();
  const rest = entries.filter(([id]) => id > after).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const page = rest.slice(0, Math.min(size, pageSizeMax));
  const last = page.at(-1)?.[0];
  const Items = page.map(([, item]) => item);
  return page.length === rest.length || last === undefined
    ? { Items }
    : { Items, NextToken: Buffer.from(last).toString('base64url') };
}
