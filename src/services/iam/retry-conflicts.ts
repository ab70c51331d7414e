import { ApiError } from '../../aws/api-error.ts';
import { retryConflicts as retry } from '../../storage/retry-on-conflict.ts';

const lost = (): ApiError =>
  new ApiError(
    'ConcurrentModificationException',
    'The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
  );

/** Repeats a read, a decision and a write until no other write came between; then IAM's error. */
export const retryConflicts = <T>(attempt: () => Promise<T>): Promise<T> => retry(attempt, lost);
