import { createHash } from 'node:crypto';
import type { FunctionSettings } from './function.ts';

/**
 * A short text that two settings share exactly when they are the same: what publishing compares to
 * see whether there is anything new, and what tells execution environments of one configuration
 * from those of the next.
 */
export function fingerprint(settings: FunctionSettings): string {
  return createHash('sha256').update(canonical(settings)).digest('hex').slice(0, 32);
}

/** JSON with keys in order, so that the order in which members were set makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
