/**
 * Places in a listing, as the opaque texts that `next` and `after` are. A caller's cursor may have
 * come through a client's hands, so what cannot be read is refused as {@link InvalidCursor}.
 */

/** The cursor is none that the store gave. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';

  constructor() {
    super('The cursor is none that the store gave.');
  }
}

/** The place of an event in its group: what `next` would be after it, in either direction. */
export function logCursor({ atMs, id }: { readonly atMs: number; readonly id: number }): string {
  return encode([atMs, id]);
}

export function parseLogCursor(cursor: string): { readonly atMs: number; readonly id: number } {
  const [atMs, id, ...rest] = decode(cursor);
  if (typeof atMs !== 'number' || typeof id !== 'number' || rest.length > 0) throw new InvalidCursor();
  return { atMs, id };
}

/** The place of a series, by the parts that series are sorted by. */
export function seriesCursor(parts: readonly string[]): string {
  return encode(parts);
}

export function parseSeriesCursor(cursor: string, partCount: number): readonly string[] {
  const parts = decode(cursor).filter((part) => typeof part === 'string');
  if (parts.length !== partCount) throw new InvalidCursor();
  return parts;
}

function encode(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function decode(cursor: string): readonly unknown[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new InvalidCursor();
  }
  if (!Array.isArray(parts)) throw new InvalidCursor();
  return parts;
}
