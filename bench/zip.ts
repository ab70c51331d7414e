import { crc32 } from 'node:zlib';

/** A zip archive of one uncompressed file: all that a small function needs. */
export function zipOf(name: string, text: string): Uint8Array {
  const content = Buffer.from(text);
  const fileName = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(fileName.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, fileName, content]);
  const directory = Buffer.concat([
    Buffer.from('PK\u0001\u0002\u0014\u0003'),
    common,
    Buffer.alloc(6),
    Buffer.from([0, 0, 0xa4, 0x81]),
    Buffer.alloc(4),
    fileName,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}
