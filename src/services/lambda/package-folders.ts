/**
 * Unpacked code packages and layers on this node's disk: one folder per content, made when first
 * needed, never changed after.
 */
export interface PackageFolders {
  /**
   * Looks into a zip without unpacking it. Throws `ApiError` with AWS's words for what is no zip, is
   * truncated, too large when unpacked, or has entries that would land outside of the package.
   */
  inspect(zip: Uint8Array): Promise<{ readonly unzippedBytes: number }>;
  /** Unpacks the blob once and resolves to its folder. */
  unpack(blob: string): Promise<string>;
}
