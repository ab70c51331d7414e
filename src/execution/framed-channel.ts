import type { Duplex } from 'node:stream';
import { encodeInvoke, FrameReader } from './frames.ts';
import { encodeLoad } from './load-frame.ts';
import type { FunctionLoad } from './load-frame.ts';
import type { RuntimeChannel, RuntimeEvent, RuntimeMessage } from './runtime-channel.ts';

/** The channel to a bootstrap of ours: frames over the socket pair that its process inherited. */
export class FramedChannel implements RuntimeChannel {
  readonly #socket: Duplex;

  constructor(socket: Duplex, listener: { onMessage(message: RuntimeMessage): void; onBroken(): void }) {
    this.#socket = socket;
    const reader = new FrameReader((message) => listener.onMessage(message));
    socket.on('data', (chunk: Buffer) => {
      if (!reader.push(chunk)) {
        socket.destroy();
        listener.onBroken();
      }
    });
    // A process that ends resets the socket. Its exit, and nothing here, tells what happened.
    socket.on('error', () => socket.destroy());
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

  close(): void {
    this.#socket.destroy();
  }
}
