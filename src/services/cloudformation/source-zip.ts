import { crc32 } from 'node:zlib';

/** A file's path to its text. */
export type SourceFiles = Readonly<Record<string, string>>;

const version = 20;
const utf8Names = 0x0800;
// 1980-01-01, the first day that the format knows: the same files are to make the same bytes.
const dosDate = 0x0021;
const readableFile = 0o100644;

/** A zip file that stores texts as they are. The same files give the same bytes. */
export function zipSources(files: SourceFiles): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const content = Buffer.from(text);
    const shared = describeContent(name, content);
    const local = Buffer.concat([signature('PK\x03\x04'), shared, name, content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((readableFile << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    // Made by Unix, so that the file's mode counts.
    directory.push(Buffer.concat([signature('PK\x01\x02'), Buffer.from([version, 3]), shared, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, signature('PK\x05\x06'), end]);
}

const signature = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What both headers of a file say of it. */
function describeContent(name: Buffer, content: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(version, 0);
  header.writeUInt16LE(utf8Names, 2);
  header.writeUInt16LE(dosDate, 8);
  header.writeUInt32LE(crc32(content), 10);
  header.writeUInt32LE(content.length, 14);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt16LE(name.length, 22);
  return header;
}
