import type { Duplex } from 'node:stream';
import { encodeInvoke, FrameReader } from './frames.ts';
import type { RuntimeFrame } from './frames.ts';
import { encodeLoad } from './load-frame.ts';
import type { FunctionLoad } from './load-frame.ts';
import type { ChannelListener, RuntimeChannel, RuntimeEvent } from './runtime-channel.ts';

/** The channel to a bootstrap of ours: frames over the socket pair that its process inherited. */
export class FramedChannel implements RuntimeChannel {
  readonly #socket: Duplex;
  readonly #listener: ChannelListener;
  #draining = false;
  #closed = false;

  constructor(socket: Duplex, listener: ChannelListener, onBroken: () => void) {
    this.#socket = socket;
    this.#listener = listener;
    const reader = new FrameReader((frame) => this.#take(frame));
    socket.on('data', (chunk: Buffer) => {
      if (!reader.push(chunk)) {
        socket.destroy();
        onBroken();
      }
    });
    // A process that ends resets the socket. Its exit, and nothing here, tells what happened.
    socket.on('error', () => socket.destroy());
    for (const event of ['end', 'close']) socket.once(event, () => (this.#closed = true));
  }

  /** The other end is gone: nothing that is sent will be read. */
  get isClosed(): boolean {
    return this.#closed;
  }

  send(event: RuntimeEvent): void {
    const [frame, payload] = encodeInvoke(event);
    if (payload === undefined) {
      this.#socket.write(frame);
      return;
    }
    // Corked, so that both go out in one system call.
    this.#socket.cork();
    this.#socket.write(frame);
    this.#socket.write(payload);
    this.#socket.uncork();
  }

  /** For a process that waits for its function, once and before all else. */
  load(load: FunctionLoad): void {
    this.#socket.write(encodeLoad(load));
  }

  whenReady(): undefined {
    // The bootstrap's answer says that it reads again.
    return undefined;
  }

  drain(): void {
    this.#draining = true;
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(frame: RuntimeFrame): void {
    if (frame.kind !== 'begin' && frame.kind !== 'bytes') {
      this.#listener.onMessage(frame);
      return;
    }
    const full = this.#listener.onPart(frame);
    if (full === undefined || this.#draining) return;
    this.#socket.pause();
    void full.then(() => this.#socket.resume());
  }
}
