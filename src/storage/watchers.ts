import type { CommittedChange, Subscription } from './documents.ts';

interface Watcher {
  readonly prefix: string;
  readonly listener: (change: CommittedChange) => void;
}

/** A change as an adapter has it: the value still as JSON, for most changes have no listener. */
export interface EncodedChange {
  readonly key: string;
  readonly revision: number;
  /** Absent: the document was deleted. */
  readonly json?: string;
}

/** Who wants to hear of changes below which prefix, on this node. */
export class Watchers {
  readonly #watchers = new Set<Watcher>();

  watch(prefix: string, listener: (change: CommittedChange) => void): Subscription {
    const watcher = { prefix, listener };
    this.#watchers.add(watcher);
    return { cancel: () => void this.#watchers.delete(watcher) };
  }

  announce(changes: readonly EncodedChange[]): void {
    if (this.#watchers.size === 0) return;
    for (const change of changes) {
      let decoded: CommittedChange | undefined;
      for (const watcher of this.#watchers) {
        if (!change.key.startsWith(watcher.prefix)) continue;
        decoded ??= decode(change);
        notify(watcher, decoded);
      }
    }
  }
}

function decode({ key, revision, json }: EncodedChange): CommittedChange {
  return json === undefined ? { key, revision } : { key, revision, value: JSON.parse(json) };
}

function notify(watcher: Watcher, change: CommittedChange): void {
  try {
    watcher.listener(change);
  } catch (error) {
    // The write is done, and its writer is not the one to blame: the error goes where uncaught errors go.
    queueMicrotask(() => {
      throw error;
    });
  }
}
