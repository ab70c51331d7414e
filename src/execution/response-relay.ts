import type { ResponseSink } from './execution-host.ts';
import { responseBytesMax, type ResponsePart } from './runtime-channel.ts';

/** The most bytes that a function may stream: 200 MB. */
export const streamedBytesMax = 200 * 1024 * 1024;

const nothing = Buffer.alloc(0);

/**
 * Takes the streamed answer of one invocation: hands it on as it comes where somebody wants it so,
 * and else collects it, as AWS does for those who asked for the answer whole.
 */
export class ResponseRelay {
  readonly #sink: ResponseSink | undefined;
  readonly #bytesMax: number;
  /** What has been collected; the rest of it is room. */
  #collected = nothing;
  #begun = false;
  #bytes = 0;

  constructor(sink: ResponseSink | undefined) {
    this.#sink = sink;
    this.#bytesMax = sink === undefined ? responseBytesMax : streamedBytesMax;
  }

  /** Whether somebody takes the answer as it comes. */
  get wantsParts(): boolean {
    return this.#sink !== undefined;
  }

  /** Whether the function streams its answer. */
  get begun(): boolean {
    return this.#begun;
  }

  /** How much it has answered, whoever took it. */
  get bytes(): number {
    return this.#bytes;
  }

  get tooLarge(): boolean {
    return this.#bytes > this.#bytesMax;
  }

  /** Whether there is somebody who has got a part of it already. */
  get isPassedOn(): boolean {
    return this.#begun && this.wantsParts;
  }

  get bytesMax(): number {
    return this.#bytesMax;
  }

  /** A promise: there is no room for more until it resolves. */
  take(part: ResponsePart): Promise<void> | undefined {
    if (part.kind === 'begin') {
      if (!this.#begun) this.#sink?.begin(part.contentType);
      this.#begun = true;
      return undefined;
    }
    if (part.bytes.length === 0) return undefined;
    this.#bytes += part.bytes.length;
    if (this.tooLarge) return undefined;
    if (this.#sink !== undefined) return this.#sink.write(part.bytes);
    this.#collect(part.bytes);
    return undefined;
  }

  /** What has been collected; empty where it was handed on. */
  takeCollected(): Uint8Array {
    return this.#sink === undefined ? this.#collected.subarray(0, this.#bytes) : this.#collected;
  }

  /** A function may answer byte by byte, and an object for each would take more than the answer. */
  #collect(bytes: Uint8Array): void {
    if (this.#collected.length < this.#bytes) {
      const larger = Buffer.alloc(Math.min(this.#bytesMax, Math.max(4096, 2 * this.#bytes)));
      this.#collected.copy(larger);
      this.#collected = larger;
    }
    this.#collected.set(bytes, this.#bytes - bytes.length);
  }
}
