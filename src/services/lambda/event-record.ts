/** What an asynchronous event leaves behind for metrics, each time something becomes of it. */
export interface EventRecord {
  /**
   * `received`: accepted, and durable. `attempted`: about to be run, at the age of `ageMs`.
   * `dropped`: it will not be run again, and never succeeded. The last two: whom it should have been
   * handed to could not be reached.
   */
  readonly kind: 'received' | 'attempted' | 'dropped' | 'destination-failed' | 'dead-letter-failed';
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  /** Unqualified. */
  readonly functionArn: string;
  readonly qualifier: string | undefined;
  readonly atMs: number;
  readonly ageMs: number;
}
