import { ApiError } from '../../../aws/api-error.ts';

/** A page's end, as the next request brings it back. */
export const writeToken = (last: string): string => Buffer.from(last).toString('base64url');

export function parseToken(token: string): string {
  const last = Buffer.from(token, 'base64url').toString();
  if (last === '' || writeToken(last) !== token) throw new ApiError('InvalidNextToken', 'The next token is invalid');
  return last;
}
