import type { Clock } from '../../../time/clock.ts';

const entriesMax = 10_000;

/** What authorizers decided, for as long as each may be relied upon. */
export class AuthorizerCache<Decision> {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #entries = new Map<string, { readonly decision: Decision; readonly untilMs: number }>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  find(key: string): Decision | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.untilMs > this.#clock.now()) return entry.decision;
    this.#entries.delete(key);
    return undefined;
  }

  keep(key: string, decision: Decision, seconds: number): void {
    if (seconds <= 0) return;
    // The oldest gives way.
    const oldest = this.#entries.size >= entriesMax ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.delete(key);
    this.#entries.set(key, { decision, untilMs: this.#clock.now() + seconds * 1000 });
  }
}
