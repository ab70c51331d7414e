import type { Documents } from '../../storage/documents.ts';
import { retryOnConflict } from './compare-and-set.ts';

const lines = new WeakMap<Documents, Map<string, Promise<unknown>>>();

/**
 * Changes what lies at the key, after the changes of it that this process has begun before. A stack
 * that gives one function thirty permissions at once would otherwise lose most of them to conflicts;
 * what other processes write in between is met by trying again.
 */
export async function changeInTurn<T>(documents: Documents, key: string, attempt: () => Promise<T>): Promise<T> {
  const line = lines.get(documents) ?? new Map<string, Promise<unknown>>();
  lines.set(documents, line);
  const change = () => retryOnConflict(attempt);
  // How the change before ended is its own caller's business.
  const turn = (line.get(key) ?? Promise.resolve()).then(change, change);
  line.set(key, turn);
  try {
    return await turn;
  } finally {
    if (line.get(key) === turn) line.delete(key);
  }
}
