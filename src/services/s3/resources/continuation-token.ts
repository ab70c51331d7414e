import { invalidArgument } from '../errors.ts';

/** Continuation tokens are opaque to clients: where the list goes on, in base64. */
export const writeToken = (cursor: string): string => Buffer.from(cursor).toString('base64url');

export function parseToken(token: string): string {
  const cursor = Buffer.from(token, 'base64url').toString();
  if (cursor === '' || writeToken(cursor) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return cursor;
}
