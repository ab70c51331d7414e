/**
 * Events of one stream and one batch that lie in one row: a row costs several times as much as the
 * line in it. A chunk is short in time and small, so that a page of events needs few of them.
 *
 * The row's text is JSON: an array of the events' numbers, one of their moments, one of their
 * messages. Where lines have a form there are more: the forms, for each entry the place of its form
 * or -1, and for each the moment of its later lines. An entry's later lines have the numbers that
 * follow its own.
 */
import { countBytes, countLines, spellOut, type LineForm } from '../../aws/line-form.ts';
import type { NewLogEvent } from '../logs.ts';

/** The last event of a chunk comes less than this after its first. */
export const chunkSpanMs = 1000;
const entriesMax = 500;
const charactersMax = 64 * 1024;

export interface ChunkedEvent {
  readonly id: number;
  readonly atMs: number;
  readonly message: string;
}

/** One event, or the lines of a form. */
export type ChunkEntry = ChunkedEvent & Pick<NewLogEvent, 'form' | 'laterMs'>;

/** Of a batch to be stored; `index` is the place of an entry's first event in the batch. */
export interface NewChunk extends ChunkBounds {
  readonly ingestedAtMs: number;
  readonly entries: readonly (Omit<ChunkEntry, 'id'> & { readonly index: number })[];
  readonly eventCount: number;
}

export interface ChunkBounds {
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly messageBytes: number;
}

type OpenChunk = { -readonly [Name in keyof NewChunk]: NewChunk[Name] };

export class ChunkBuilder {
  readonly #chunks: NewChunk[] = [];
  #open: OpenChunk | undefined;
  #entries: NewChunk['entries'][number][] = [];
  #characters = 0;

  add(event: NewLogEvent, index: number): void {
    const { ingestedAtMs, form, laterMs = event.atMs } = event;
    if (form !== undefined && Math.abs(laterMs - event.atMs) >= chunkSpanMs) {
      // On a fast clock what is written together may lie far apart.
      for (const [place, line] of spellOut(event).entries()) this.#add({ ...line, ingestedAtMs }, index + place);
    } else this.#add(event, index);
  }

  get chunks(): readonly NewChunk[] {
    return this.#chunks;
  }

  #add(event: Omit<NewLogEvent, 'owner' | 'group' | 'stream'>, index: number): void {
    const { atMs, laterMs = atMs, ingestedAtMs, message, form } = event;
    const firstAtMs = Math.min(atMs, laterMs);
    const lastAtMs = Math.max(atMs, laterMs);
    let open = this.#open;
    if (
      open === undefined ||
      open.ingestedAtMs !== ingestedAtMs ||
      Math.max(open.lastAtMs, lastAtMs) - Math.min(open.firstAtMs, firstAtMs) >= chunkSpanMs ||
      this.#entries.length >= entriesMax ||
      this.#characters + message.length > charactersMax
    ) {
      open = this.#begin(firstAtMs, lastAtMs, ingestedAtMs);
    } else {
      open.firstAtMs = Math.min(open.firstAtMs, firstAtMs);
      open.lastAtMs = Math.max(open.lastAtMs, lastAtMs);
    }
    open.messageBytes += countBytes(event);
    open.eventCount += countLines(event);
    this.#entries.push(form === undefined ? { index, atMs, message } : { index, atMs, message, form, laterMs });
    this.#characters += message.length;
  }

  #begin(firstAtMs: number, lastAtMs: number, ingestedAtMs: number): OpenChunk {
    this.#entries = [];
    this.#characters = 0;
    this.#open = { firstAtMs, lastAtMs, ingestedAtMs, messageBytes: 0, eventCount: 0, entries: this.#entries };
    this.#chunks.push(this.#open);
    return this.#open;
  }
}

export function encodeEntries(entries: readonly ChunkEntry[]): string {
  const ids = entries.map(({ id }) => id);
  const moments = entries.map(({ atMs }) => atMs);
  const messages = entries.map(({ message }) => message);
  const forms = [...new Set(entries.map(({ form }) => form))].filter((form) => form !== undefined);
  if (forms.length === 0) return JSON.stringify([ids, moments, messages]);
  const places = entries.map(({ form }) => (form === undefined ? -1 : forms.indexOf(form)));
  const laterMoments = entries.map(({ atMs, laterMs }) => laterMs ?? atMs);
  return JSON.stringify([ids, moments, messages, forms, places, laterMoments]);
}

export function decodeEvents(text: string): readonly ChunkedEvent[] {
  // What the writers of it, the function above and a migration, have written.
  const [ids, moments, messages, forms = [], places = [], laterMoments = []] = JSON.parse(text) as readonly [
    readonly number[],
    readonly number[],
    readonly string[],
    (readonly LineForm[])?,
    (readonly number[])?,
    (readonly number[])?,
  ];
  const events: ChunkedEvent[] = [];
  for (const [index, id] of ids.entries()) {
    const line = { atMs: moments[index] ?? 0, message: messages[index] ?? '' };
    const form = forms[places[index] ?? -1];
    if (form === undefined) events.push({ id, ...line });
    else {
      const lines = spellOut({ ...line, form, laterMs: laterMoments[index] });
      for (const [place, spelled] of lines.entries()) events.push({ id: id + place, ...spelled });
    }
  }
  return events;
}
