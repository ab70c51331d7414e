/** Removes blobs and unpacked packages that nothing names any more: at the start, and now and then. */
import type { ServerLog } from '../server/server-log.ts';
import { collectReferencedBlobs as collectLambdaBlobs } from '../services/lambda/referenced-blobs.ts';
import type { PackageFolders } from '../services/lambda/package-folders.ts';
import { collectReferencedBlobs as collectS3Blobs } from '../services/s3/referenced-blobs.ts';
import type { Store } from '../storage/store.ts';
import type { Clock, Timer } from '../time/clock.ts';

/** A request that is under way may have stored a blob which no document names yet. */
const olderThanMs = 60 * 60 * 1000;
const everyMs = 60 * 60 * 1000;
/** Not while a start competes for the machine. */
const firstAfterMs = 60 * 1000;

export interface SweeperDependencies {
  readonly store: Store;
  readonly packages: PackageFolders;
  readonly clock: Clock;
  readonly log: ServerLog;
}

export function startSweeper(dependencies: SweeperDependencies): Disposable {
  const { clock, log } = dependencies;
  let timer: Timer;
  let isStopped = false;
  const schedule = (delayMs: number): void => {
    if (isStopped) return;
    timer = clock.setRealTimer(delayMs, () => {
      sweep(dependencies)
        .catch((error: unknown) => log.failure('Packages that nobody names could not be removed', error))
        .finally(() => schedule(everyMs));
    });
  };
  schedule(firstAfterMs);
  return {
    [Symbol.dispose]() {
      isStopped = true;
      timer.cancel();
    },
  };
}

export async function sweep({ store, packages }: Pick<SweeperDependencies, 'store' | 'packages'>): Promise<void> {
  const keep = new Set<string>();
  await collectLambdaBlobs(store.documents, keep);
  await collectS3Blobs(store.documents, keep);
  await store.blobs.sweep({ keep, olderThanMs });
  await packages.sweep({ keep, olderThanMs });
}
