/**
 * Whether a CBOR body can hold as many items as it says. The decoder makes room for a list before it
 * reads it, and nine bytes can promise four billion items, within one another.
 */
const listType = 4;
const mapType = 5;
const tagType = 6;
const byBreak = 31;

export function hasPlausibleCounts(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const type = view.getUint8(at) >> 5;
    const size = view.getUint8(at) & 31;
    const length = argumentBytes(size);
    if (at + 1 + length > bytes.length) return false;
    const argument = readArgument(view, at, size);
    at += 1 + length;
    if (type === listType || type === mapType) {
      // Each item is a byte at least, and a map's have a key besides.
      if (argument * (type === mapType ? 2 : 1) > bytes.length - at) return false;
    } else if ((type === 2 || type === 3) && size !== byBreak) {
      at += argument;
      if (at > bytes.length) return false;
    } else if (type === tagType && at >= bytes.length) return false;
  }
  return true;
}

const argumentBytes = (size: number): number => (size >= 24 && size <= 27 ? 2 ** (size - 24) : 0);

function readArgument(view: DataView, at: number, size: number): number {
  if (size < 24) return size;
  if (size === 24) return view.getUint8(at + 1);
  if (size === 25) return view.getUint16(at + 1);
  if (size === 26) return view.getUint32(at + 1);
  return size === 27 ? Number(view.getBigUint64(at + 1)) : 0;
}
