/**
 * Calls between the two planes over a message port: a method's name and arguments one way, its
 * result the other. Messages arrive in the order sent, so a routing change that is sent before an
 * answer is applied before the answer goes out.
 */
import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { ApiError } from '../aws/api-error.ts';

/** What one side lets the other call. Methods of `void` are sent without waiting for an answer. */
export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'send'; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: SentError };

/** An error that has to keep what callers decide by. */
interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly api?: { readonly type: string; readonly members: Readonly<Record<string, unknown>> };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Errors that must arrive as the classes that they are, by name. */
export type KnownErrors = Readonly<Record<string, (message: string) => Error>>;

export class ThreadLink {
  readonly #port: MessagePort | Worker;
  /** Absent until this side can serve; what is called before then waits. */
  #methods: Methods | undefined;
  #early: Message[] = [];
  readonly #knownErrors: KnownErrors;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #closedBy: Error | undefined;

  constructor(port: MessagePort | Worker, knownErrors: KnownErrors = {}) {
    this.#port = port;
    this.#knownErrors = knownErrors;
    port.on('message', (message: Message) => this.#receive(message));
  }

  /** From now on the other side can call these, and what it called before is answered. */
  serve(methods: Methods): void {
    this.#methods = methods;
    const early = this.#early;
    this.#early = [];
    for (const message of early) this.#receive(message);
  }

  call(method: string, args: readonly unknown[], transfer: readonly Transferable[] = []): Promise<unknown> {
    if (this.#closedBy !== undefined) return Promise.reject(this.#closedBy);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: 'call', id, method, args }, transfer);
    });
  }

  send(method: string, args: readonly unknown[]): void {
    if (this.#closedBy === undefined) this.#post({ kind: 'send', method, args }, []);
  }

  /** The other side is gone: whoever waits for it learns so. */
  close(reason: Error): void {
    this.#closedBy = reason;
    for (const waiting of this.#waiting.values()) waiting.reject(reason);
    this.#waiting.clear();
  }

  #post(message: Message, transfer: readonly Transferable[]): void {
    this.#port.postMessage(message, [...transfer]);
  }

  #receive(message: Message): void {
    const isCall = message.kind === 'call' || message.kind === 'send';
    if (isCall && this.#methods === undefined) {
      this.#early.push(message);
      return;
    }
    switch (message.kind) {
      case 'call':
        void this.#answer(message.id, message.method, message.args);
        return;
      case 'send':
        void this.#run(message.method, message.args);
        return;
      case 'result':
        this.#take(message.id)?.resolve(message.value);
        return;
      case 'failure':
        this.#take(message.id)?.reject(this.#revive(message.error));
        return;
    }
  }

  async #answer(id: number, method: string, args: readonly unknown[]): Promise<void> {
    try {
      const value = await this.#run(method, args);
      this.#post({ kind: 'result', id, value }, []);
    } catch (error) {
      this.#post({ kind: 'failure', id, error: flatten(error) }, []);
    }
  }

  #run(method: string, args: readonly unknown[]): unknown {
    const methods = this.#methods ?? {};
    const target = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (target === undefined) throw new Error(`no such method between the planes: ${method}`);
    // Both sides are built from one contract, which names the types of each method's arguments.
    return target(...(args as never[]));
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #revive(sent: SentError): Error {
    if (sent.api !== undefined) return new ApiError(sent.api.type, sent.message, sent.api.members);
    const error = this.#knownErrors[sent.name]?.(sent.message) ?? new Error(sent.message);
    if (sent.stack !== undefined) error.stack = sent.stack;
    return error;
  }
}

function flatten(error: unknown): SentError {
  if (error instanceof ApiError)
    return {
      name: error.name,
      message: error.message,
      stack: undefined,
      api: { type: error.type, members: error.members },
    };
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: 'Error', message: String(error), stack: undefined };
}
