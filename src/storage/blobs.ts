/**
 * Blobs: bytes under the SHA-256 of their content, written once and never changed. Code packages
 * and objects.
 */
export interface Blobs {
  /**
   * Stores the bytes and resolves when they are durable. The same content is kept once, and to put
   * it again makes it young again.
   */
  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobReference>;
  /** The blob as a file of this node, to read or to stream; `undefined`: no such blob. */
  locate(sha256: string): Promise<string | undefined>;
  read(sha256: string): Promise<Uint8Array | undefined>;
  /** Removes what no caller names any more. Blobs younger than `olderThanMs` (wall time) stay. */
  sweep(request: { readonly keep: ReadonlySet<string>; readonly olderThanMs: number }): Promise<number>;
}

export interface BlobReference {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}
