import { retryConflicts } from '../../storage/retry-on-conflict.ts';
import { resourceConflict } from './errors.ts';

const lost = (): Error =>
  resourceConflict('The operation cannot be performed at this time. The resource is being changed by other requests.');

/** Repeats a read, a decision and a write until no other write came between; then Lambda's error. */
export const retryOnConflict = <T>(attempt: () => Promise<T>): Promise<T> => retryConflicts(attempt, lost);
