/**
 * How many invocations run at once, and whether one more may: an account's concurrency in a region,
 * of which functions reserve parts, and of which aliases and versions have some provisioned.
 *
 * All of it is counted in memory and nothing is ever counted twice: an account's on-demand count is
 * at any moment the sum of those of its functions without a reservation.
 */
import { invariant } from '../../../invariant.ts';

/** What an invocation occupies while it runs; given back with `release`. */
export type Claim = 'on-demand' | 'provisioned';

/** AWS's ThrottleReason. */
export type ThrottleReason = 'ConcurrentInvocationLimitExceeded' | 'ReservedFunctionConcurrentInvocationLimitExceeded';

/** The environments kept ready for one alias or version, and how many of them are at work. */
export class ProvisionedShare {
  count = 0;
  running = 0;
}

/** An account's concurrency in one region. */
export class AccountConcurrency {
  readonly #limit: number;
  /** Taken out of the account's pool: reserved, and provisioned where nothing is reserved. */
  #set = 0;
  #onDemand = 0;
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get running(): number {
    return this.#running;
  }

  /** What runs on the account's unreserved part. */
  get unreservedRunning(): number {
    return this.#onDemand;
  }

  get hasRoom(): boolean {
    return this.#onDemand < this.#limit - this.#set;
  }

  setAside(count: number): void {
    this.#set += count;
  }

  countOnDemand(change: number): void {
    this.#onDemand += change;
    invariant(this.#onDemand >= 0, 'no more invocations end than began');
  }

  countRunning(change: number): void {
    this.#running += change;
  }
}

/** A function's part of its account's concurrency: shared by all its versions and aliases. */
export class FunctionConcurrency {
  readonly #account: AccountConcurrency;
  #reserved: number | undefined;
  #provisioned = 0;
  #onDemand = 0;
  #running = 0;

  constructor(account: AccountConcurrency) {
    this.#account = account;
  }

  get running(): number {
    return this.#running;
  }

  get account(): AccountConcurrency {
    return this.#account;
  }

  /** Whether all invocations are refused, now and later. */
  get isBlocked(): boolean {
    return this.#reserved === 0;
  }

  /** What a further invocation occupies, or why it is refused. */
  claim(share: ProvisionedShare | undefined): Claim | ThrottleReason {
    if (share !== undefined && share.running < share.count) {
      share.running += 1;
      this.#count(1);
      return 'provisioned';
    }
    if (this.#reserved !== undefined) {
      if (this.#onDemand >= this.#reserved - this.#provisioned)
        return 'ReservedFunctionConcurrentInvocationLimitExceeded';
    } else {
      if (!this.#account.hasRoom) return 'ConcurrentInvocationLimitExceeded';
      this.#account.countOnDemand(1);
    }
    this.#onDemand += 1;
    this.#count(1);
    return 'on-demand';
  }

  release(claim: Claim, share: ProvisionedShare | undefined): void {
    this.#count(-1);
    if (claim === 'provisioned') {
      invariant(share !== undefined, 'a provisioned claim is released with its share');
      share.running -= 1;
      return;
    }
    this.#onDemand -= 1;
    if (this.#reserved === undefined) this.#account.countOnDemand(-1);
  }

  /** What runs moves with the function: into the account's pool, or out of it. */
  reserve(count: number | undefined): void {
    if (count === this.#reserved) return;
    this.#account.setAside(-this.#aside());
    if ((this.#reserved === undefined) !== (count === undefined)) {
      this.#account.countOnDemand(count === undefined ? this.#onDemand : -this.#onDemand);
    }
    this.#reserved = count;
    this.#account.setAside(this.#aside());
  }

  provision(share: ProvisionedShare, count: number): void {
    this.#account.setAside(-this.#aside());
    this.#provisioned += count - share.count;
    share.count = count;
    this.#account.setAside(this.#aside());
  }

  #aside(): number {
    return this.#reserved ?? this.#provisioned;
  }

  #count(change: number): void {
    this.#running += change;
    this.#account.countRunning(change);
  }
}
