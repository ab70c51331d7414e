/** For tests: a store whose user can die, after which nothing of what it does is kept. */
import { StorageError } from '../../storage/documents.ts';
import type { Store } from '../../storage/store.ts';

type Kept = Pick<Store, 'documents' | 'leases'>;

export class MortalWrites {
  isDead = false;
  #writesLeft = Number.POSITIVE_INFINITY;
  #isLastWritten = false;

  dieAfter(writes: number, isLastWritten: boolean): void {
    this.#writesLeft = writes;
    this.#isLastWritten = isLastWritten;
  }

  die(): void {
    this.isDead = true;
  }

  over({ documents, leases }: Kept): Kept {
    return {
      documents: {
        get: (key) => documents.get(key),
        list: (query) => documents.list(query),
        watch: (prefix, listener) => documents.watch(prefix, listener),
        write: (changes, options) => this.#write(() => documents.write(changes, options)),
      },
      leases: {
        acquire: async (request) => (this.isDead ? undefined : leases.acquire(request)),
        renew: async (lease, expiresAtMs) => !this.isDead && leases.renew(lease, expiresAtMs),
        release: async (lease) => (this.isDead ? undefined : leases.release(lease)),
      },
    };
  }

  async #write(write: () => Promise<number>): Promise<number> {
    this.#writesLeft -= 1;
    if (this.#writesLeft < 0) {
      if (!this.isDead && this.#isLastWritten) await write();
      this.isDead = true;
    }
    if (this.isDead) throw new StorageError('The process is dead', { retryable: false });
    return write();
  }
}
