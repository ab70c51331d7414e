/**
 * A durable queue of messages that become available at a moment, are leased to one worker at a time
 * and come back unless acknowledged. At least once: a worker that dies after its work and before
 * its acknowledgement leaves the message to the next.
 */
export interface Queue {
  /** Resolves when the message is durable. A message with a known ID of the same queue is kept once. */
  enqueue(message: NewMessage): Promise<void>;
  /**
   * Takes up to `limit` available messages out of the others' sight until `leasedUntilMs`: first
   * those that have been available longest, then in the order of their arrival.
   */
  lease(request: {
    readonly queue: string;
    readonly nowMs: number;
    readonly leasedUntilMs: number;
    readonly limit: number;
  }): Promise<readonly LeasedMessage[]>;
  /**
   * The work is done: the message is gone. `false`: the lease had run out and another worker has
   * it, or this lease was given back or acknowledged before.
   */
  acknowledge(message: LeasedMessage): Promise<boolean>;
  /** Puts it back, with another body if given, to be available at the moment. `false` as above. */
  release(
    message: LeasedMessage,
    changes: { readonly availableAtMs: number; readonly body?: unknown },
  ): Promise<boolean>;
  /** When the next message of the queue becomes available (or its lease runs out); `undefined`: it is empty. */
  nextAvailableAt(queue: string): Promise<number | undefined>;
  /** How many messages the queue holds, leased ones included. */
  count(queue: string): Promise<number>;
}

export interface NewMessage {
  readonly queue: string;
  readonly id: string;
  readonly body: unknown;
  /** Bytes that go with the body, as an event's payload. */
  readonly payload?: Uint8Array;
  readonly availableAtMs: number;
}

export interface LeasedMessage {
  readonly queue: string;
  readonly id: string;
  readonly body: unknown;
  readonly payload: Uint8Array;
  /** How many times it was leased, this time included. */
  readonly deliveries: number;
  /** Proves which lease this is. */
  readonly receipt: number;
}
