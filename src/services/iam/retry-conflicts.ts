import { ApiError } from '../../aws/api-error.ts';
import { RevisionConflict } from '../../storage/documents.ts';

/** How often a write is decided anew when another one came first. */
const attemptsMax = 50;

/** Repeats a read, a decision and a write until no other write came between. */
export async function retryConflicts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      if (attempts === attemptsMax) {
        throw new ApiError(
          'ConcurrentModificationException',
          'The request was rejected because multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
        );
      }
    }
  }
}
