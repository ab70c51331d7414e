/**
 * Events of one stream and one batch that lie in one row: a row costs several times as much as the
 * line in it. A chunk is short in time and small, so that a page of events needs few of them.
 */
import type { LogEvent } from '../logs.ts';

/** The last event of a chunk comes less than this after its first. */
export const chunkSpanMs = 1000;
const eventsMax = 500;
const charactersMax = 64 * 1024;

export interface ChunkedEvent {
  readonly id: number;
  readonly atMs: number;
  readonly message: string;
}

/** Of a batch to be stored; `index` is an event's place in the batch. */
export interface NewChunk extends ChunkBounds {
  readonly ingestedAtMs: number;
  readonly events: readonly (Omit<ChunkedEvent, 'id'> & { readonly index: number })[];
}

export interface ChunkBounds {
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly messageBytes: number;
}

export class ChunkBuilder {
  readonly #chunks: NewChunk[] = [];
  #open: { -readonly [Name in keyof NewChunk]: NewChunk[Name] } | undefined;
  #events: NewChunk['events'][number][] = [];
  #characters = 0;

  add({ atMs, ingestedAtMs, message }: LogEvent, index: number): void {
    const open = this.#open;
    if (
      open === undefined ||
      open.ingestedAtMs !== ingestedAtMs ||
      Math.max(open.lastAtMs, atMs) - Math.min(open.firstAtMs, atMs) >= chunkSpanMs ||
      this.#events.length >= eventsMax ||
      this.#characters + message.length > charactersMax
    ) {
      this.#begin(atMs, ingestedAtMs, message);
    } else {
      open.firstAtMs = Math.min(open.firstAtMs, atMs);
      open.lastAtMs = Math.max(open.lastAtMs, atMs);
      open.messageBytes += Buffer.byteLength(message);
    }
    this.#events.push({ index, atMs, message });
    this.#characters += message.length;
  }

  get chunks(): readonly NewChunk[] {
    return this.#chunks;
  }

  #begin(atMs: number, ingestedAtMs: number, message: string): void {
    this.#events = [];
    this.#characters = 0;
    const messageBytes = Buffer.byteLength(message);
    this.#open = { firstAtMs: atMs, lastAtMs: atMs, ingestedAtMs, messageBytes, events: this.#events };
    this.#chunks.push(this.#open);
  }
}

export function encodeEvents(events: readonly ChunkedEvent[]): string {
  return JSON.stringify([
    events.map(({ id }) => id),
    events.map(({ atMs }) => atMs),
    events.map(({ message }) => message),
  ]);
}

export function decodeEvents(text: string): readonly ChunkedEvent[] {
  // What the two writers of it, the function above and the migration, have written.
  const [ids, moments, messages] = JSON.parse(text) as readonly [
    readonly number[],
    readonly number[],
    readonly string[],
  ];
  return ids.map((id, index) => ({ id, atMs: moments[index] ?? 0, message: messages[index] ?? '' }));
}
