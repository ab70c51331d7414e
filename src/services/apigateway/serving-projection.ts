/**
 * Sends what is served to the data plane. A change is sent before the write that made it resolves,
 * so whoever got the answer to a deployment finds it in force.
 */
import type { Documents } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import { parseServedStageKey, servedPrefix, type ServedStage, type ServedStageChange } from './served-stage.ts';

/** Sends all that is stored, then each change. Resolves once all of the former is sent. `emit` must not throw. */
export async function startServingProjection(
  documents: Documents,
  emit: (change: ServedStageChange) => void,
): Promise<Disposable> {
  const revisions = new Map<string, number>();
  let isListing = true;
  const take = (key: string, revision: number, value: unknown): void => {
    if ((revisions.get(key) ?? 0) >= revision) return;
    // While the listing runs, a page that was read before a delete may come after it.
    if (value === undefined && !isListing) revisions.delete(key);
    else revisions.set(key, revision);
    const named = parseServedStageKey(key);
    // Only this service writes below the prefix, and nothing but stages.
    if (value !== undefined) emit({ kind: 'stage', stage: value as ServedStage });
    else if (named !== undefined) emit({ kind: 'stage-deleted', ...named });
  };
  const subscription = documents.watch(servedPrefix, ({ key, revision, value }) => take(key, revision, value));
  try {
    for await (const { key, revision, value } of readAll(documents, servedPrefix)) take(key, revision, value);
  } catch (error) {
    subscription.cancel();
    throw error;
  }
  isListing = false;
  return { [Symbol.dispose]: () => subscription.cancel() };
}
