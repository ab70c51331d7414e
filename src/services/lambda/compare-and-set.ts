import { RevisionConflict } from '../../storage/documents.ts';
import { resourceConflict } from './errors.ts';

const attemptsMax = 10;

/**
 * Reads, decides and writes until nobody else wrote in between: `attempt` is called anew, and has to
 * read anew, for each RevisionConflict. A caller that loses every time is told to come again.
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      if (tries >= attemptsMax)
        throw resourceConflict(
          'The operation cannot be performed at this time. The resource is being changed by other requests.',
        );
    }
  }
}
