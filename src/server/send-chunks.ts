/** Sends what is made while it is sent, no faster than the client reads it. */
import type { ServerResponse } from 'node:http';
import { BrokenStream } from '../aws/wire.ts';

/**
 * Sends the chunks behind a head that is written already. A client that hangs up is no failure: the
 * iterator is returned, by which its maker learns that nobody reads any more. Where the chunks break
 * off, what came before still arrives, and then the connection ends.
 */
export async function sendChunks(
  response: ServerResponse,
  chunks: AsyncIterable<Uint8Array>,
  { hasBody }: { readonly hasBody: boolean },
): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  response.once('close', () => void iterator.return?.());
  try {
    if (hasBody) await writeAll(response, iterator);
    response.end();
  } catch (error) {
    response.socket?.destroySoon();
    if (!(error instanceof BrokenStream)) throw error;
  } finally {
    // A client that was gone before this began is told by no event.
    await iterator.return?.();
  }
}

/** Until the end, or until the client is gone. */
async function writeAll(response: ServerResponse, iterator: AsyncIterator<Uint8Array>): Promise<void> {
  response.flushHeaders();
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    if (response.destroyed) return;
    if (!response.write(next.value)) await roomIn(response);
  }
}

/** Resolves when the client has read on, or is gone. */
function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (response.destroyed) done();
  });
}
