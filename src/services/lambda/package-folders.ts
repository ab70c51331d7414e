/**
 * Unpacked code packages and layers on this node's disk: one folder per content, made when first
 * needed, never changed after.
 */
export interface PackageFolders {
  /**
   * Reads a zip through without unpacking it. Throws `ApiError` with AWS's words for what is no zip,
   * is truncated or damaged, too large when unpacked, or has entries that would land outside of the
   * package.
   */
  inspect(zip: Uint8Array): Promise<{ readonly unzippedBytes: number }>;
  /** How large a stored package is when unpacked, as its table of contents says. */
  measure(blob: string): Promise<number>;
  /** Paths of the files in a folder at the stored package's top, as `extensions/agent`; not of those in folders below it. */
  listFiles(blob: string, folder: string): Promise<readonly string[]>;
  /** Unpacks the blob once and resolves to its folder. */
  unpack(blob: string): Promise<string>;
  /** The folder of a blob that {@link unpack} has resolved for; `undefined`: it has to be unpacked first. */
  find(blob: string): string | undefined;
  /** Removes the folders of blobs that nobody names any more, unless they were made within `olderThanMs` (wall time). */
  sweep(request: { readonly keep: ReadonlySet<string>; readonly olderThanMs: number }): Promise<void>;
}

/** AWS's bound on an unpacked package, its layers included. */
export const unzippedBytesMax = 262_144_000;
