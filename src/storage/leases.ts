/**
 * Leases: a name that one holder has at a time, until it expires. Each acquisition gets a token
 * larger than all before it; `documents.write` with a fence refuses a holder whose token is old.
 * Moments are epoch milliseconds, told by the caller's clock.
 */
export interface Leases {
  /** `undefined`: another holder has it still. The same holder gets its own lease again, under a new token. */
  acquire(request: {
    readonly name: string;
    readonly holder: string;
    readonly nowMs: number;
    readonly expiresAtMs: number;
  }): Promise<Lease | undefined>;
  /**
   * Moves the end of a lease that is still held; `false`: it is lost. One that ran out and that
   * nobody else has taken is still held.
   */
  renew(lease: Lease, expiresAtMs: number): Promise<boolean>;
  /** Gives it back. Nothing happens if it is lost already. */
  release(lease: Lease): Promise<void>;
}

export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly token: number;
}
