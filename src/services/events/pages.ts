import { invalid } from './errors.ts';

interface PageRequest {
  readonly Limit?: number | undefined;
  readonly NextToken?: string | undefined;
}

const limitDefault = 100;

/** A page of a list that is sorted by name. The token names the last item of the page before. */
export function pageOf<T>(items: readonly T[], request: PageRequest, nameOf: (item: T) => string) {
  const after = request.NextToken === undefined ? undefined : parseToken(request.NextToken);
  const left = after === undefined ? items : items.filter((item) => nameOf(item) > after);
  const page = left.slice(0, request.Limit ?? limitDefault);
  const last = page.at(-1);
  const isLast = last === undefined || page.length === left.length;
  return { page, rest: isLast ? {} : { NextToken: Buffer.from(nameOf(last)).toString('base64url') } };
}

function parseToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString();
  if (name === '' || Buffer.from(name).toString('base64url') !== token)
    throw invalid('Parameter NextToken is not valid.');
  return name;
}
