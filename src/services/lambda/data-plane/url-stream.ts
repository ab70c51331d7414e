/**
 * Answers of URLs with InvokeMode RESPONSE_STREAM. A function that streams says by its content type
 * whether status and headers come before the body, as JSON that eight zero bytes end; all else is the
 * body. What a function returns whole is the body as it is, also where it looks like a description of
 * an answer: only URLs with InvokeMode BUFFERED read it so.
 */
import { BrokenStream, type ByteStream } from '../../../aws/wire.ts';
import type { InvocationOutcome } from '../../../execution/execution-host.ts';
import type { StreamedAnswer } from './run-streamed.ts';
import { badGateway, type FunctionUrlResponse, mapPrelude, preludeEnd } from './url-response.ts';

const describedType = 'application/vnd.awslambda.http-integration-response';
/** Status, headers and cookies do not take more; where there is no end to them, it is no prelude. */
const preludeBytesMax = 64 * 1024;

export async function answerStreamed(answer: StreamedAnswer): Promise<FunctionUrlResponse> {
  const { contentType, chunks, outcome } = answer;
  const first = await readHead(chunks, contentType === describedType);
  if (first.isAll && (await outcome).functionError !== undefined) return badGateway();
  if (contentType !== describedType) {
    // What content type AWS gives to an answer that is not streamed is inferred from what its runtimes post.
    const headers = { 'content-type': contentType ?? 'application/json' };
    return { status: 200, headers, cookies: [], body: bodyOf(first.bytes, answer) };
  }
  const end = first.bytes.indexOf(preludeEnd);
  // A runtime puts the prelude before the first bytes of the body: without these there is neither.
  const prelude = first.bytes.length === 0 ? Buffer.from('{}') : first.bytes.subarray(0, Math.max(0, end));
  const described = mapPrelude(prelude);
  if (described === undefined) {
    await chunks.return?.();
    return badGateway();
  }
  const rest = end === -1 ? first.bytes : first.bytes.subarray(end + preludeEnd.length);
  return { ...described, body: bodyOf(rest, answer) };
}

interface Head {
  readonly bytes: Buffer;
  /** The answer ends here. */
  readonly isAll: boolean;
}

/** The first chunk, or as many as hold the prelude. */
async function readHead(chunks: AsyncIterator<Uint8Array, undefined>, hasPrelude: boolean): Promise<Head> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const { done, value } = await chunks.next();
    if (done === true) return { bytes, isAll: true };
    bytes = Buffer.concat([bytes, value]);
    if (!hasPrelude || bytes.includes(preludeEnd) || bytes.length > preludeBytesMax) return { bytes, isAll: false };
  }
}

/** What has been read already, and what follows. It breaks off where the function fails. */
function bodyOf(first: Buffer, { chunks, outcome }: StreamedAnswer): ByteStream {
  let isFirst = true;
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      if (isFirst) {
        isFirst = false;
        if (first.length > 0) return { done: false, value: first };
      }
      const next = await chunks.next();
      if (next.done === true && !(await hasSucceeded(outcome)))
        throw new BrokenStream('The function failed after it had begun to answer.');
      return next;
    },
    async return() {
      await chunks.return?.();
      return { done: true, value: undefined };
    },
  };
  return { chunks: { [Symbol.asyncIterator]: () => iterator } };
}

async function hasSucceeded(outcome: Promise<InvocationOutcome>): Promise<boolean> {
  try {
    return (await outcome).functionError === undefined;
  } catch {
    // Serin stops while the function answers.
    return false;
  }
}
