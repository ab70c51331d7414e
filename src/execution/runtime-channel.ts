/** What a runtime is handed for one invocation. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly invokedFunctionArn: string;
  /** When the invocation times out, on the wall's time. */
  readonly deadlineMs: number;
  readonly clientContext?: string;
  readonly traceId?: string;
}

/** What the runtime inside of an execution environment tells. */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  /** A process that waited for its function begins to load it. */
  | { readonly kind: 'loading' }
  | { readonly kind: 'init-error'; readonly errorType: string; readonly payload: Uint8Array }
  | { readonly kind: 'response'; readonly payload: Uint8Array; readonly peakKiB: number }
  | {
      readonly kind: 'error';
      readonly errorType: string;
      readonly payload: Uint8Array;
      /** The runtime ends itself after this error: the next invocation needs a new process. */
      readonly fatal: boolean;
    }
  | { readonly kind: 'too-large' };

/** How Serin talks with the runtime in one process, whatever the protocol. */
export interface RuntimeChannel {
  /** Hands over an event; at most one at a time. */
  send(event: RuntimeEvent): void;
  /**
   * After an answer: resolves when the runtime is ready for the next event. `undefined`: it is already.
   */
  whenReady(): Promise<void> | undefined;
  close(): void;
}

/** The most bytes that a function may answer: 6 MB and 100 bytes. */
export const responseBytesMax = 6_291_556;
