import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import type { Fence } from './documents.ts';
import type { Lease, Leases } from './leases.ts';

/** Longer than the time between two rounds of a runner, so that it is renewed before it runs out. */
const heldMs = 45_000;
const renewedBeforeMs = 30_000;

export interface RunnerLeaseOptions {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly random: Random;
  /** What the lease is called in the store: all runners of the same work use the same name. */
  readonly name: string;
}

/** The right to do a kind of work, which one node has at a time. */
export class RunnerLease {
  readonly #options: RunnerLeaseOptions;
  readonly #holder: string;
  #lease: Lease | undefined;
  #expiresAtMs = 0;
  #asking: Promise<Fence | undefined> | undefined;

  constructor(options: RunnerLeaseOptions) {
    this.#options = options;
    this.#holder = options.random.uuid();
  }

  /** What fences writes while the right is ours; `undefined`: another node has it. */
  async hold(): Promise<Fence | undefined> {
    const isFresh = this.#expiresAtMs - this.#options.clock.now() > renewedBeforeMs;
    if (this.#lease !== undefined && isFresh) return fenceOf(this.#lease);
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Forgets a lease that a write has shown to be lost. */
  lose(): void {
    this.#lease = undefined;
  }

  async release(): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease !== undefined) await this.#options.leases.release(lease);
  }

  async #ask(): Promise<Fence | undefined> {
    const { leases, clock, name } = this.#options;
    const nowMs = clock.now();
    const expiresAtMs = nowMs + heldMs;
    const isRenewed = this.#lease !== undefined && (await leases.renew(this.#lease, expiresAtMs));
    if (!isRenewed) this.#lease = await leases.acquire({ name, holder: this.#holder, nowMs, expiresAtMs });
    this.#expiresAtMs = expiresAtMs;
    return this.#lease === undefined ? undefined : fenceOf(this.#lease);
  }
}

const fenceOf = ({ name, token }: Lease): Fence => ({ lease: name, token });
