/**
 * A request and an answer as they travel, free of any server: what the codecs read and write, and
 * what passes between the two planes.
 */
export interface WireRequest {
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** The query as sent, without the question mark. */
  readonly query: string;
  /** Names in lower case; a header sent twice is joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as they were sent: for those to whom spelling or repetition matters. */
  readonly rawHeaders?: readonly string[];
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  /** A header with several values is sent once for each. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: ResponseBody | ByteStream;
}

/** Bytes, or a part of a file that the server streams. */
export type ResponseBody = Uint8Array | FileSlice;

export interface FileSlice {
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

/**
 * Bytes that go out as they come, and never from one plane to the other. They may break off, by
 * {@link BrokenStream}: the connection then ends before the answer does, as HTTP has no other word for it.
 */
export interface ByteStream {
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Whoever made the bytes could not go on, and has said why where it is read. */
export class BrokenStream extends Error {
  override readonly name = 'BrokenStream';
}
