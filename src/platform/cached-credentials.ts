import type { CredentialSource, KnownCredentials } from '../server/credentials.ts';
import type { Clock } from '../time/clock.ts';

/** More keys than that, and the oldest are asked for again. */
const heldMax = 10_000;

/**
 * The data plane's view of the keys: the platform's own is at hand, temporary ones are asked of the
 * control plane once. A key that is not known is never remembered, for it may come to be.
 */
export class CachedCredentials implements CredentialSource {
  readonly #root: KnownCredentials;
  readonly #ask: (accessKeyId: string) => Promise<KnownCredentials | undefined>;
  readonly #clock: Clock;
  readonly #held = new Map<string, KnownCredentials>();

  constructor(
    root: KnownCredentials,
    ask: (accessKeyId: string) => Promise<KnownCredentials | undefined>,
    clock: Clock,
  ) {
    this.#root = root;
    this.#ask = ask;
    this.#clock = clock;
  }

  find(accessKeyId: string): KnownCredentials | undefined | Promise<KnownCredentials | undefined> {
    if (accessKeyId === this.#root.accessKeyId) return this.#root;
    const held = this.#held.get(accessKeyId);
    if (held !== undefined && (held.expiresAtMs ?? Infinity) > this.#clock.realNow()) return held;
    return this.#ask(accessKeyId).then((found) => this.#hold(found));
  }

  #hold(found: KnownCredentials | undefined): KnownCredentials | undefined {
    if (found === undefined) return undefined;
    if (this.#held.size >= heldMax) {
      const [oldest] = this.#held.keys();
      if (oldest !== undefined) this.#held.delete(oldest);
    }
    this.#held.set(found.accessKeyId, found);
    return found;
  }
}
