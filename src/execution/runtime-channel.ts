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
  /** After a streamed answer, its end: the payload is empty then. */
  | { readonly kind: 'response'; readonly payload: Uint8Array; readonly peakKiB: number }
  | {
      readonly kind: 'error';
      readonly errorType: string;
      readonly payload: Uint8Array;
      /** The runtime ends itself after this error: the next invocation needs a new process. */
      readonly fatal: boolean;
    }
  | { readonly kind: 'too-large' };

/** A streamed answer on its way: that it begins, and its bytes. A {@link RuntimeMessage} ends it. */
export type ResponsePart =
  | { readonly kind: 'begin'; readonly contentType: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** Who hears what the runtime tells. */
export interface ChannelListener {
  /** Whether somebody takes the answer of the invocation that runs as it comes. */
  readonly wantsParts: boolean;
  onMessage(message: RuntimeMessage): void;
  /** A promise: there is no room for more until it resolves, and the function has to wait. */
  onPart(part: ResponsePart): Promise<void> | undefined;
}

/** What a streamed answer is where its runtime does not say. */
export const anyContentType = 'application/octet-stream';

/** How Serin talks with the runtime in one process, whatever the protocol. */
export interface RuntimeChannel {
  /** Whether nobody listens at the other end any more, as far as the channel can tell. */
  readonly isClosed: boolean;
  /** Hands over an event; at most one at a time. */
  send(event: RuntimeEvent): void;
  /**
   * After an answer: resolves when the runtime is ready for the next event. `undefined`: it is already.
   */
  whenReady(): Promise<void> | undefined;
  /** The process has ended: what it told before is read, whether there is room for it or not. */
  drain(): void;
  close(): void;
}

/** The most bytes that a function may answer: 6 MB and 100 bytes. */
export const responseBytesMax = 6_291_556;
