import type { ResponseSink } from '../../../execution/execution-host.ts';

/** What waits for a slow client, at most; then the function waits, too. */
export const heldBytesMax = 256 * 1024;
/** What a chunk costs beside its bytes: a function may write them one by one. */
const chunkCostBytes = 128;

type Result = IteratorResult<Uint8Array, undefined>;

const done: Result = { done: true, value: undefined };

/**
 * An answer between the function that makes it and the client that reads it. A client that is gone
 * leaves the function running, as on AWS: what it goes on to write is dropped.
 */
export class AnswerStream implements ResponseSink, AsyncIterableIterator<Uint8Array, undefined> {
  readonly #begun = Promise.withResolvers<string>();
  readonly #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Resolves when there is room again. */
  #room: PromiseWithResolvers<void> | undefined;
  /** Who waits for the next chunk. */
  #reader: PromiseWithResolvers<Result> | undefined;
  #ended = false;

  /** Resolves to the content type once the function begins to stream; never, where it does not. */
  get begun(): Promise<string> {
    return this.#begun.promise;
  }

  begin(contentType: string): void {
    this.#begun.resolve(contentType);
  }

  write(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#ended) return undefined;
    if (this.#reader !== undefined) {
      this.#answer({ done: false, value: bytes });
      return undefined;
    }
    this.#held.push(bytes);
    this.#heldBytes += bytes.length + chunkCostBytes;
    if (this.#heldBytes < heldBytesMax) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** Nothing follows; what is held is still read. */
  end(): void {
    this.#ended = true;
    this.#makeRoom();
    this.#answer(done);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** For one reader, who asks for one chunk at a time. */
  next(): Promise<Result> {
    const value = this.#held.shift();
    if (value !== undefined) {
      this.#heldBytes -= value.length + chunkCostBytes;
      if (this.#heldBytes < heldBytesMax / 2) this.#makeRoom();
      return Promise.resolve({ done: false, value });
    }
    if (this.#ended) return Promise.resolve(done);
    this.#reader = Promise.withResolvers<Result>();
    return this.#reader.promise;
  }

  /** Nobody reads any more. */
  return(): Promise<Result> {
    this.#held.length = 0;
    this.#heldBytes = 0;
    this.end();
    return Promise.resolve(done);
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }

  #answer(result: Result): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.resolve(result);
  }
}
