/**
 * The binary messages between Serin and the runtimes' own bootstraps, over an inherited socket pair:
 * one message each way for an invocation, and more where the answer is streamed.
 *
 * A frame is a length (u32, of all that follows), a kind (u8) and a body; numbers are little-endian.
 *
 * | from Serin | body |
 * |---|---|
 * | 1 invoke | u32 length of the head, head (JSON), payload |
 *
 * | from the runtime | body |
 * |---|---|
 * | 1 ready | |
 * | 2 init error | u8 length of the type, type, payload |
 * | 3 response | u32 peak of the resident memory in KiB, 0 if unknown; payload |
 * | 4 error | as 2 |
 * | 5 response too large | |
 * | 6 error, after which the runtime ends itself | as 2 |
 * | 7 a streamed answer begins | its content type |
 * | 8 the next bytes of a streamed answer | the bytes |
 *
 * A streamed answer ends with 3, whose payload is then empty, or with an error. No frame asks for more
 * of it: where there is no room the socket is not read, until the runtime's own writes wait.
 *
 * The payload is never parsed here: it is the caller's and the function's JSON.
 */
import { responseBytesMax } from './runtime-channel.ts';
import type { ResponsePart, RuntimeEvent, RuntimeMessage } from './runtime-channel.ts';

const headerBytes = 5;
/** Payloads up to this size are copied behind their head, so that one write carries both. */
const copyBytesMax = 64 * 1024;

/** The frame in one piece, or in two where copying would cost more than a second buffer. */
export function encodeInvoke(event: RuntimeEvent): readonly Uint8Array[] {
  const { payload, ...rest } = event;
  const head = JSON.stringify(rest);
  const headLength = Buffer.byteLength(head);
  const beforePayload = headerBytes + 4 + headLength;
  const copied = payload.length <= copyBytesMax;
  const frame = Buffer.allocUnsafe(copied ? beforePayload + payload.length : beforePayload);
  frame.writeUInt32LE(1 + 4 + headLength + payload.length, 0);
  frame[4] = 1;
  frame.writeUInt32LE(headLength, headerBytes);
  frame.write(head, headerBytes + 4);
  if (!copied) return [frame, payload];
  frame.set(payload, beforePayload);
  return [frame];
}

/** What one frame from a runtime says. */
export type RuntimeFrame = RuntimeMessage | ResponsePart;

/** Puts frames together from the chunks of a stream. Memory is bounded by the longest allowed frame. */
export class FrameReader {
  /** The longest answer, with room for what stands before it. */
  static readonly frameBytesMax = responseBytesMax + 1024;
  readonly #onMessage: (message: RuntimeFrame) => void;
  #header: Buffer | undefined;
  #frame: Buffer | undefined;
  #filledBytes = 0;

  constructor(onMessage: (message: RuntimeFrame) => void) {
    this.#onMessage = onMessage;
  }

  /** Returns false when the stream does not hold frames, or too long a one: nothing more can be read from it. */
  push(chunk: Buffer): boolean {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#frame !== undefined) {
        const frame = this.#frame;
        rest = this.#fill(frame, rest);
        if (this.#frame === undefined && !this.#emit(frame)) return false;
        continue;
      }
      if (this.#header !== undefined) {
        rest = Buffer.concat([this.#header, rest]);
        this.#header = undefined;
      }
      if (rest.length < 4) {
        this.#header = Buffer.from(rest);
        return true;
      }
      const length = rest.readUInt32LE(0);
      if (length === 0 || length > FrameReader.frameBytesMax) return false;
      rest = rest.subarray(4);
      if (rest.length >= length) {
        if (!this.#emit(rest.subarray(0, length))) return false;
        rest = rest.subarray(length);
      } else {
        this.#frame = Buffer.allocUnsafe(length);
        this.#filledBytes = 0;
      }
    }
    return true;
  }

  #fill(frame: Buffer, chunk: Buffer): Buffer {
    const bytes = Math.min(chunk.length, frame.length - this.#filledBytes);
    chunk.copy(frame, this.#filledBytes, 0, bytes);
    this.#filledBytes += bytes;
    if (this.#filledBytes === frame.length) this.#frame = undefined;
    return chunk.subarray(bytes);
  }

  #emit(frame: Buffer): boolean {
    const message = decode(frame);
    if (message === undefined) return false;
    this.#onMessage(message);
    return true;
  }
}

function decode(frame: Buffer): RuntimeFrame | undefined {
  switch (frame[0]) {
    case 1:
      return { kind: 'ready' };
    case 2:
      return { kind: 'init-error', ...decodeError(frame) };
    case 3:
      if (frame.length < headerBytes) return undefined;
      return { kind: 'response', peakKiB: frame.readUInt32LE(1), payload: frame.subarray(headerBytes) };
    case 4:
      return { kind: 'error', fatal: false, ...decodeError(frame) };
    case 5:
      return { kind: 'too-large' };
    case 6:
      return { kind: 'error', fatal: true, ...decodeError(frame) };
    case 7:
      return { kind: 'begin', contentType: frame.toString('latin1', 1) };
    case 8:
      return { kind: 'bytes', bytes: frame.subarray(1) };
    case undefined:
    default:
      return undefined;
  }
}

function decodeError(frame: Buffer): { readonly errorType: string; readonly payload: Uint8Array } {
  const typeEnd = 2 + (frame[1] ?? 0);
  return { errorType: frame.toString('latin1', 2, typeEnd), payload: frame.subarray(typeEnd) };
}
