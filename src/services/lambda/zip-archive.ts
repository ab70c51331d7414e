/** Reading a zip with yauzl: its entries as {@link ZipEntry}, and their content, checked. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { crc32, inflateRawSync } from 'node:zlib';
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl';
import { invariant } from '../../invariant.ts';
import type { ZipEntry } from './zip-entries.ts';

/** The archive cannot be read: it is none, or it is damaged. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';
}

export interface OpenArchive extends Disposable {
  readonly entries: readonly ArchivedEntry[];
  /** What the table of contents says of the content's size, all entries together. */
  readonly unzippedBytes: number;
  /** The content of a file, in pieces; throws {@link DamagedArchive} where it is not what it claims to be. */
  content(entry: ArchivedEntry): AsyncGenerator<Uint8Array>;
}

export type ArchivedEntry = ZipEntry & { readonly raw: Entry };

/** Far more than any package has, and few enough to be kept in memory. */
const entriesMax = 250_000;
const linkTargetBytesMax = 4096;
/** A stream for each small file, and a package has ten thousands, costs a hundred times its work and memory. */
const atOnceBytesMax = 256 * 1024;

interface OpenZip extends Disposable {
  readonly zip: ZipFile;
  /** The archive's bytes from `start` on; fewer than `length` where it ends before. */
  read(start: number, length: number): Buffer;
}

/** Opens an archive: bytes, or the path of a file. */
export async function openArchive(
  source: Uint8Array | string,
  options: { readonly unzippedBytesMax: number },
): Promise<OpenArchive> {
  const opened = await orDamaged(open(source));
  try {
    const raw = await orDamaged(listEntries(opened.zip));
    const unzippedBytes = raw.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    const isTooLarge = unzippedBytes >= options.unzippedBytesMax;
    const entries: ArchivedEntry[] = [];
    if (!isTooLarge) for (const entry of raw) entries.push(await describeEntry(opened, entry));
    return {
      entries,
      unzippedBytes,
      content: ({ raw }) => readContent(opened, raw),
      [Symbol.dispose]: () => opened[Symbol.dispose](),
    };
  } catch (error) {
    opened[Symbol.dispose]();
    throw error;
  }
}

async function open(source: Uint8Array | string): Promise<OpenZip> {
  const options = { lazyEntries: true, autoClose: false };
  if (typeof source !== 'string') {
    const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    const zip = await fromBufferPromise(bytes, options);
    return { zip, read: (start, length) => bytes.subarray(start, start + length), [Symbol.dispose]: () => zip.close() };
  }
  const zip = await openPromise(source, options);
  const file = openSync(source, 'r');
  return {
    zip,
    read(start, length) {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, start));
    },
    [Symbol.dispose]() {
      closeSync(file);
      zip.close();
    },
  };
}

async function listEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > entriesMax) throw new DamagedArchive(`More than ${entriesMax} entries`);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

const unixSystems: ReadonlySet<number> = new Set([3, 19]);
const fileTypes = { mask: 0o170000, folder: 0o040000, file: 0o100000, link: 0o120000 } as const;

async function describeEntry(opened: OpenZip, raw: Entry): Promise<ArchivedEntry> {
  if (raw.isEncrypted() || !raw.canDecodeFileData())
    throw new DamagedArchive(`Encrypted, or of an unknown compression: ${raw.fileName}`);
  // The upper half of the attributes is a Unix mode only where a Unix wrote the archive.
  const mode = unixSystems.has(raw.versionMadeBy >>> 8) ? raw.externalFileAttributes >>> 16 : 0;
  const type = mode & fileTypes.mask;
  const isFolder = raw.fileName.endsWith('/') || type === fileTypes.folder;
  const path = raw.fileName.replace(/\/+$/, '');
  if (isFolder) return { kind: 'folder', path, raw };
  if (type === fileTypes.link) return { kind: 'link', path, target: await readLink(opened, raw), raw };
  if (type !== 0 && type !== fileTypes.file) throw new DamagedArchive(`Neither file, folder nor link: ${raw.fileName}`);
  return { kind: 'file', path, isExecutable: (mode & 0o111) !== 0, raw };
}

async function readLink(opened: OpenZip, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > linkTargetBytesMax) throw new DamagedArchive(`Too long for a link: ${entry.fileName}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of readContent(opened, entry)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function* readContent(opened: OpenZip, entry: Entry): AsyncGenerator<Uint8Array> {
  const isSmall = entry.uncompressedSize <= atOnceBytesMax && entry.compressedSize <= atOnceBytesMax;
  const pieces = isSmall ? readAtOnce(opened, entry) : readStreamed(opened.zip, entry);
  let checksum = 0;
  for await (const piece of pieces) {
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (checksum !== entry.crc32) throw new DamagedArchive(`Checksum differs: ${entry.fileName}`);
}

async function* readAtOnce({ zip, read }: OpenZip, entry: Entry): AsyncGenerator<Uint8Array> {
  const { fileDataStart } = await orDamaged(zip.readLocalFileHeaderPromise(entry, { minimal: true }));
  const raw = read(fileDataStart, entry.compressedSize);
  const content = entry.isCompressed() ? inflate(raw, entry) : raw;
  if (content.length !== entry.uncompressedSize)
    throw new DamagedArchive(`Not as long as it claims: ${entry.fileName}`);
  yield content;
}

function inflate(raw: Buffer, { uncompressedSize, fileName }: Entry): Buffer {
  const lengthMax = Math.max(1, uncompressedSize);
  try {
    return inflateRawSync(raw, { maxOutputLength: lengthMax, chunkSize: Math.max(64, lengthMax) });
  } catch (cause) {
    throw new DamagedArchive(`Not what it claims to be: ${fileName}`, { cause });
  }
}

/** yauzl holds the stream to the size that the entry claims. */
async function* readStreamed(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream: Readable = await orDamaged(zip.openReadStreamPromise(entry));
  const pieces: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await orDamaged(pieces.next());
      if (done === true) return;
      invariant(value instanceof Uint8Array, 'a zip entry is read as bytes');
      yield value;
    }
  } finally {
    stream.destroy();
  }
}

async function orDamaged<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof DamagedArchive) throw cause;
    // What the disk says is the world's failure, not the archive's.
    if (cause instanceof Error && 'syscall' in cause) throw cause;
    throw new DamagedArchive('Not a zip that can be read', { cause });
  }
}
