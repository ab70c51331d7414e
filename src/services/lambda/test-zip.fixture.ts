/** Zips for tests, written byte by byte, so that they can also be what no honest tool writes. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface TestEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** Unix mode, type included. @default 0o100644 */
  readonly mode?: number;
  /** What the headers say of the content, where it is not the truth. */
  readonly claims?: { readonly crc32?: number; readonly sizeBytes?: number };
}

/** A package with one file, whose content makes it unlike others. */
export function packageOf(content: string): Buffer {
  return zipOf([{ path: 'index.mjs', content }]);
}

export function zipOf(entries: readonly TestEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, directory } = writeEntry(entry, offset);
    locals.push(local);
    central.push(directory);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function writeEntry(
  { path, content = '', mode = 0o100644, claims = {} }: TestEntry,
  offset: number,
): { local: Buffer; directory: Buffer } {
  const name = Buffer.from(path);
  const raw = Buffer.from(content);
  const deflated = deflateRawSync(raw);
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt32LE(claims.crc32 ?? crc32(raw), 10);
  shared.writeUInt32LE(deflated.length, 14);
  shared.writeUInt32LE(claims.sizeBytes ?? raw.length, 18);
  shared.writeUInt16LE(name.length, 22);
  const signature = Buffer.from('PK\x03\x04', 'latin1');
  const local = Buffer.concat([signature, shared, name, deflated]);
  const head = Buffer.from('PK\x01\x02\x14\x03', 'latin1');
  // Comment length, disk and internal attributes stay 0.
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((mode << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  const directory = Buffer.concat([head, shared, tail, name]);
  return { local, directory };
}
