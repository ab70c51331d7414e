import type { Fence } from '../../storage/documents.ts';
import type { Lease, Leases } from '../../storage/leases.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';

export const alarmLeaseName = 'cloudwatch/alarms';

/** Longer than the time between two evaluations, so that it is renewed before it runs out. */
const heldMs = 45_000;
const renewedBeforeMs = 30_000;

/** The right to evaluate alarms and to act for them, which one node has at a time. */
export class AlarmLease {
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #holder: string;
  #lease: Lease | undefined;
  #expiresAtMs = 0;
  #asking: Promise<Fence | undefined> | undefined;

  constructor(leases: Leases, clock: Clock, random: Random) {
    this.#leases = leases;
    this.#clock = clock;
    this.#holder = random.uuid();
  }

  /** What fences writes while the right is ours; `undefined`: another node has it. */
  async hold(): Promise<Fence | undefined> {
    const isFresh = this.#expiresAtMs - this.#clock.now() > renewedBeforeMs;
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
    if (lease !== undefined) await this.#leases.release(lease);
  }

  async #ask(): Promise<Fence | undefined> {
    const nowMs = this.#clock.now();
    const expiresAtMs = nowMs + heldMs;
    const isRenewed = this.#lease !== undefined && (await this.#leases.renew(this.#lease, expiresAtMs));
    if (!isRenewed) {
      const request = { name: alarmLeaseName, holder: this.#holder, nowMs, expiresAtMs };
      this.#lease = await this.#leases.acquire(request);
    }
    this.#expiresAtMs = expiresAtMs;
    return this.#lease === undefined ? undefined : fenceOf(this.#lease);
  }
}

const fenceOf = ({ name, token }: Lease): Fence => ({ lease: name, token });
