/**
 * One connection whose requests are plain invocations: reads them one after the other, whatever the
 * pieces they come in, and answers each in one write. With the first byte that is not of a plain
 * invocation the connection is handed on, with all bytes that nobody has taken yet, and stays there.
 */
import type { Socket } from 'node:net';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { answerHead, hasBody } from './answer-bytes.ts';
import { readInvocationHead, type InvocationHead } from './invocation-head.ts';
import type { BodyBudget } from './request-body.ts';

export interface ConnectionOwner {
  readonly budget: BodyBudget;
  handle(request: WireRequest, remoteAddress: string): Promise<WireResponse>;
  /** The lines of an answer about date and connection. */
  framing(isLast: boolean): string;
  /** Whether each answer is the last of its connection. */
  readonly isStopping: boolean;
  /** Takes the connection over, which has no listeners any more, and the bytes that were read of it. */
  handOver(connection: InvocationConnection, bytes: Buffer): void;
  /** Answers what came to an end before it was a request. */
  refuseBroken(connection: InvocationConnection): void;
  closed(connection: InvocationConnection): void;
  failed(request: WireRequest, error: unknown): void;
}

export type ConnectionPhase =
  /** A request, the first of the connection or one that has begun, is waited for. */
  | 'head'
  | 'body'
  /** A request is under way. */
  | 'handling'
  /** The answer waits for the client to take it. */
  | 'answering'
  /** Nothing has come after an answer. */
  | 'idle'
  | 'closed';

/** Bytes that may come ahead of their turn; then the client has to wait. */
const aheadMaxBytes = 64 * 1024;
/** Bodies up to this size are copied behind their head, so that one buffer carries both. */
const copyBytesMax = 16 * 1024;
const nothing = Buffer.alloc(0);

export class InvocationConnection {
  readonly socket: Socket;
  /** How often the owner has looked at it since the request, or the wait for one, began. */
  age = 0;
  readonly #owner: ConnectionOwner;
  readonly #remoteAddress: string;
  #phase: ConnectionPhase = 'head';
  /** What was read of the request that is not whole yet, or ahead of its turn. */
  #chunks: Buffer[] = [];
  #chunkBytes = 0;
  #head: InvocationHead | undefined;
  #isPaused = false;
  #hasClientEnded = false;

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.socket = socket;
    this.#owner = owner;
    this.#remoteAddress = socket.remoteAddress ?? '';
    socket.on('data', this.#take);
    socket.on('end', this.#end);
    socket.on('error', this.#fail);
    socket.on('close', this.#close);
    socket.on('drain', this.#drained);
  }

  get phase(): ConnectionPhase {
    return this.#phase;
  }

  /** Whether no byte of a request has come. */
  get isUnused(): boolean {
    return this.#phase === 'idle' || (this.#phase === 'head' && this.#chunkBytes === 0);
  }

  /** Leaves the socket to somebody else. */
  release(): void {
    this.#phase = 'closed';
    this.#takeChunks();
    this.socket.removeListener('data', this.#take);
    this.socket.removeListener('end', this.#end);
    this.socket.removeListener('error', this.#fail);
    this.socket.removeListener('close', this.#close);
    this.socket.removeListener('drain', this.#drained);
  }

  readonly #take = (chunk: Buffer): void => {
    switch (this.#phase) {
      case 'idle':
        this.age = 0;
        this.#read(chunk);
        return;
      case 'head':
        this.#keep(chunk);
        this.#read(joined(this.#takeChunks()));
        return;
      case 'body':
        this.#keep(chunk);
        this.#collect();
        return;
      case 'handling':
      case 'answering':
        this.#keep(chunk);
        if (this.#chunkBytes > aheadMaxBytes) {
          this.#isPaused = true;
          this.socket.pause();
        }
        return;
      case 'closed':
    }
  };

  /** Reads a request that begins with these bytes. */
  #read(bytes: Buffer): void {
    const reading = readInvocationHead(bytes);
    if (reading.kind === 'other') {
      this.#owner.handOver(this, bytes);
      return;
    }
    this.#keep(bytes);
    if (reading.kind === 'partial') {
      this.#phase = 'head';
      return;
    }
    this.#head = reading.head;
    this.#phase = 'body';
    this.#collect();
  }

  #keep(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
    this.#owner.budget.bytes += chunk.length;
  }

  #takeChunks(): readonly Buffer[] {
    const chunks = this.#chunks;
    this.#owner.budget.bytes -= this.#chunkBytes;
    this.#chunks = [];
    this.#chunkBytes = 0;
    return chunks;
  }

  /** Handles the request once its body is whole. */
  #collect(): void {
    const head = this.#head;
    if (head === undefined) return;
    const { budget } = this.#owner;
    // What cannot be held is refused by the one who words refusals.
    if (budget.bytes - this.#chunkBytes + head.bodyBytes > budget.maxBytes) {
      this.#owner.handOver(this, joined(this.#takeChunks()));
      return;
    }
    const wholeBytes = head.endsAt + head.bodyBytes;
    if (this.#chunkBytes < wholeBytes) return;
    const bytes = joined(this.#takeChunks());
    if (bytes.length > wholeBytes) this.#keep(bytes.subarray(wholeBytes));
    this.#head = undefined;
    void this.#handle({ ...head.request, body: bytes.subarray(head.endsAt, wholeBytes) });
  }

  async #handle(request: WireRequest): Promise<void> {
    this.#phase = 'handling';
    const { budget } = this.#owner;
    // Whoever handles the request may pass the bytes on to another thread, and then they are none here.
    const heldBytes = request.body.length;
    budget.bytes += heldBytes;
    try {
      const answer = await this.#owner.handle(request, this.#remoteAddress);
      if (!this.#isGone()) this.#answer(answer);
    } catch (error) {
      // A client that hangs up before its answer is no failure of ours.
      if (!this.#isGone()) this.#owner.failed(request, error);
      this.socket.destroy();
    } finally {
      budget.bytes -= heldBytes;
    }
  }

  #isGone(): boolean {
    return this.#phase === 'closed' || !this.socket.writable;
  }

  #answer({ status, headers, body }: WireResponse): void {
    if (!(body instanceof Uint8Array)) throw new TypeError('an invocation is answered with bytes');
    const isLast = this.#owner.isStopping || this.#hasClientEnded;
    const head = answerHead({ status, headers }, body.length, this.#owner.framing(isLast));
    this.#phase = 'answering';
    const takesMore = this.#write(head, hasBody(status) ? body : nothing);
    if (isLast) this.socket.destroySoon();
    else if (takesMore) this.#readOn();
  }

  #write(head: string, body: Uint8Array): boolean {
    const { socket } = this;
    if (body.length <= copyBytesMax) {
      const bytes = Buffer.allocUnsafe(head.length + body.length);
      bytes.write(head, 'latin1');
      bytes.set(body, head.length);
      return socket.write(bytes);
    }
    // Corked, so that both go out in one system call.
    socket.cork();
    socket.write(head, 'latin1');
    const takesMore = socket.write(body);
    socket.uncork();
    return takesMore;
  }

  /** After an answer that the connection has taken: the next request, of which bytes may be there already. */
  #readOn(): void {
    this.#phase = 'idle';
    this.age = 0;
    if (this.#isPaused) {
      this.#isPaused = false;
      this.socket.resume();
    }
    if (this.#chunkBytes > 0) this.#read(joined(this.#takeChunks()));
  }

  readonly #drained = (): void => {
    if (this.#phase === 'answering') this.#readOn();
  };

  /** The client sends no more; it may still wait for its answer. */
  readonly #end = (): void => {
    this.#hasClientEnded = true;
    if (this.#phase === 'handling') return;
    if (this.isUnused || this.#phase === 'answering') this.socket.end();
    else this.#owner.refuseBroken(this);
  };

  readonly #fail = (): void => {
    this.socket.destroy();
  };

  readonly #close = (): void => {
    this.release();
    this.#owner.closed(this);
  };
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first = nothing] = chunks;
  return chunks.length === 1 ? first : Buffer.concat(chunks);
}
