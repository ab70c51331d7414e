/** What a streaming handler writes its answer to. */
import { Writable } from 'node:stream';
import { runtimeError } from './console.mjs';

/** The largest piece in which bytes travel: whoever takes them must not hold more than that at once. */
const pieceBytesMax = 64 * 1024;

/** Hands to `begin` what the answer is, and then to `write` its bytes, which calls back when there is room for more. */
export function createResponseStream(highWaterMark, { begin, write }) {
  let contentType = 'application/octet-stream';
  let isCalled = false;
  let begun = false;
  let beforeFirst;
  const start = () => {
    if (begun) return;
    begun = true;
    begin(contentType);
  };
  const stream = new Writable({
    ...(highWaterMark !== undefined && { highWaterMark }),
    write(chunk, _encoding, callback) {
      start();
      beforeFirst?.((bytes) => write(bytes));
      beforeFirst = undefined;
      writeInPieces(chunk, write, callback);
    },
    final(callback) {
      // As on AWS: a prelude goes before the first bytes, and without bytes there is none.
      start();
      callback();
    },
  });
  const originalWrite = stream.write.bind(stream);
  const completed = new Promise((resolve, reject) => {
    stream.once('finish', resolve);
    stream.once('error', reject);
  });
  // An error before the handler has returned is met when it is awaited.
  completed.catch(() => undefined);
  return Object.assign(stream, {
    /** AWS's stream takes any value, as JSON. */
    write(chunk, ...rest) {
      isCalled = true;
      const isBytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
      return originalWrite(isBytes ? chunk : JSON.stringify(chunk), ...rest);
    },
    setContentType(type) {
      if (isCalled) throw runtimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
      contentType = String(type);
    },
    setPrelude: (put) => (beforeFirst = put),
    completed,
  });
}

function writeInPieces(bytes, write, callback) {
  let start = 0;
  for (; bytes.length - start > pieceBytesMax; start += pieceBytesMax)
    write(bytes.subarray(start, start + pieceBytesMax));
  write(bytes.subarray(start), callback);
}
