import { RevisionConflict } from './documents.ts';

/** How often a write is decided anew when another one came first. */
const attemptsMax = 50;

/**
 * Reads, decides and writes until nobody else wrote in between: `attempt` is called anew, and has to
 * read anew, for each RevisionConflict. A writer that loses every time gets `whenLost`.
 */
export async function retryConflicts<T>(attempt: () => Promise<T>, whenLost: () => Error): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      if (attempts === attemptsMax) throw whenLost();
    }
  }
}
