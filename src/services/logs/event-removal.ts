/**
 * Forgets what nobody can see any more: the events of deleted groups and streams, and those that are
 * older than their group keeps them. What is to be removed is written down with the deletion, so a
 * crash between the two loses nothing.
 */
import type { Subscription } from '../../storage/documents.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock, Timer } from '../../time/clock.ts';
import { readAll } from '../../storage/read-all.ts';
import { allGroupsPrefix, removalsPrefix } from './resources/keys.ts';
import { expiredBeforeMs, type LogGroup } from './resources/log-group.ts';
import type { Removal } from './resources/removal.ts';

interface Dependencies {
  readonly store: Pick<Store, 'documents' | 'logs'>;
  readonly clock: Clock;
  readonly report: (problem: string, error: unknown) => void;
}

const sweepEveryMs = 3_600_000;

export class EventRemoval implements AsyncDisposable {
  readonly #dependencies: Dependencies;
  readonly #work = new Set<Promise<void>>();
  readonly #subscription: Subscription;
  #timer: Timer | undefined;
  #isStopped = false;

  /** Takes up what an earlier process left, and from now on what is deleted and what grows too old. */
  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#subscription = dependencies.store.documents.watch(removalsPrefix, ({ key, value }) => {
      // Only this service writes below this key, and only removals.
      if (value !== undefined) this.#track(this.remove(key, value as Removal));
    });
    this.#track(this.#takeUp());
    this.#schedule();
  }

  /** Resolves when nothing is under way that only time or a deletion would start. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#subscription.cancel();
    this.#timer?.cancel();
    await this.settled();
  }

  /** May be repeated: events that are gone stay gone. */
  async remove(key: string, { owner, group, stream }: Removal): Promise<void> {
    const { documents, logs } = this.#dependencies.store;
    await logs.prune({ owner, group, beforeMs: Number.POSITIVE_INFINITY, ...(stream !== undefined && { stream }) });
    await documents.write([{ kind: 'delete', key }]);
  }

  async #takeUp(): Promise<void> {
    for await (const { key, value } of readAll<Removal>(this.#dependencies.store.documents, removalsPrefix)) {
      await this.remove(key, value);
    }
  }

  #schedule(): void {
    const { clock } = this.#dependencies;
    this.#timer = clock.setTimer(clock.now() + sweepEveryMs, () => {
      this.#track(this.#expire());
      if (!this.#isStopped) this.#schedule();
    });
  }

  async #expire(): Promise<void> {
    const { store, clock } = this.#dependencies;
    const groups = new Map<string, LogGroup>();
    for await (const { key, value } of readAll<LogGroup>(store.documents, allGroupsPrefix)) {
      if (value.retentionDays !== undefined) groups.set(key, value);
    }
    for (const [key, group] of groups) {
      if (this.#isStopped) return;
      const owner = key.slice(allGroupsPrefix.length, key.length - group.name.length - 1);
      await store.logs.prune({ owner, group: group.storedAs, beforeMs: expiredBeforeMs(group, clock.now()) });
    }
  }

  #track(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) =>
        this.#dependencies.report('Log events could not be removed and will be at the next start', error),
      )
      .finally(() => this.#work.delete(done));
    this.#work.add(done);
  }
}
