import type { Random } from '../../../../time/random.ts';
import { identifierFrom } from '../../identifiers.ts';

/** Of APIs and API keys: one request makes one at most. */
export const newLongId = (requestId: string, kind: string): string => identifierFrom(requestId, kind, 10);

/**
 * IDs of all that belongs to an API, in the order in which a request makes things. One act of a stack
 * makes several requests under one ID: `operation` tells apart what each makes.
 */
export function shortIds(requestId: string, operation: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return identifierFrom(requestId, `${operation} ${count}`, 6);
  };
}

/** Not to be guessed: whoever sends it is let in. */
export const newKeyValue = (random: Random): string =>
  random.text(40, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
