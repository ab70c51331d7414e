import { open } from 'node:fs/promises';
import type { ResponseBody } from '../aws/wire.ts';

/** The bytes of an object's body, which may be a part of a file. */
export async function readBody(body: ResponseBody): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  await using file = await open(body.file, 'r');
  const bytes = Buffer.alloc(body.length);
  let filled = 0;
  while (filled < body.length) {
    const { bytesRead } = await file.read(bytes, filled, body.length - filled, body.start + filled);
    if (bytesRead === 0) throw new Error(`Object ended after ${filled} of ${body.length} bytes: ${body.file}`);
    filled += bytesRead;
  }
  return bytes;
}
