import { resourceConflict } from './errors.ts';
import { RevisionConflict } from '../../storage/documents.ts';

const attemptsMax = 20;

/**
 * Reads, decides and writes again for as long as others write in between. An attempt must hold its
 * writes to the revisions that it read.
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      if (attempts === attemptsMax) {
        throw resourceConflict('The operation cannot be performed at this time. Other requests are changing the same resource. Please try again.',
        );
      }
    }
  }
}
