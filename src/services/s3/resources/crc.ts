/** The cyclic checksums of S3 that Node lacks: CRC-32C (Castagnoli) and CRC-64/NVME. */

/** 0x1EDC6F41, its bits reversed. */
const castagnoli = 0x82f63b78;
const tableCrc32c = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ castagnoli : value >>> 1;
  return value;
});

/** Goes on from the checksum of what came before. */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let value = ~previous;
  for (const byte of bytes) value = (value >>> 8) ^ (tableCrc32c[(value ^ byte) & 0xff] ?? 0);
  return ~value >>> 0;
}

/** 0xAD93D23594C93659, its bits reversed, in two halves: JavaScript's bitwise numbers have 32 bits. */
const nvmeHigh = 0x9a6c9329;
const nvmeLow = 0xac4bc9b5;
const tableHigh = new Uint32Array(256);
const tableLow = new Uint32Array(256);
for (let index = 0; index < 256; index += 1) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit += 1) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      high ^= nvmeHigh;
      low ^= nvmeLow;
    }
  }
  tableHigh[index] = high;
  tableLow[index] = low;
}

export class Crc64Nvme {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Uint8Array): void {
    let high = this.#high;
    let low = this.#low;
    for (const byte of bytes) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (tableLow[index] ?? 0);
      high = (high >>> 8) ^ (tableHigh[index] ?? 0);
    }
    this.#high = high;
    this.#low = low;
  }

  digest(): Uint8Array {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.#high >>> 0, 0);
    bytes.writeUInt32BE(~this.#low >>> 0, 4);
    return bytes;
  }
}
