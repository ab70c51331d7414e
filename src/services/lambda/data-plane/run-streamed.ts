import type { InvocationOutcome } from '../../../execution/execution-host.ts';
import { AnswerStream } from './answer-stream.ts';
import type { Call, Invoker } from './invoker.ts';
import type { Target } from './routed-function.ts';

/** A call whose answer has begun, or is there as a whole. */
export interface StreamedAnswer {
  readonly executedVersion: string;
  /** What the function says that it streams; absent: it does not stream. */
  readonly contentType?: string;
  /** The answer as it comes; of a function that does not stream all of it, and nothing if it failed. */
  readonly chunks: AsyncIterableIterator<Uint8Array, undefined>;
  /** How it ended. A function may fail after it has begun to answer. */
  readonly outcome: Promise<InvocationOutcome>;
}

/** Runs the call, and resolves as soon as there is something to send. Rejects where AWS refuses the call. */
export async function runStreamed(invoker: Invoker, target: Target, call: Call): Promise<StreamedAnswer> {
  const stream = new AnswerStream();
  let executedVersion = '';
  const running = invoker.run(target, {
    ...call,
    response(version) {
      executedVersion = version;
      return stream;
    },
  });
  const outcome = running.then((answer) => answer.outcome);
  // Where the call is refused nobody asks for its outcome.
  outcome.catch(() => undefined);
  const contentType = await Promise.race([stream.begun, running.then(() => undefined)]);
  if (contentType === undefined) {
    const { functionError, payload } = await outcome;
    if (functionError === undefined) void stream.write(payload);
    stream.end();
    return { executedVersion, chunks: stream, outcome };
  }
  // Whoever sends the answer asks for the outcome after the last chunk, and meets its failure there.
  void Promise.allSettled([outcome]).then(() => stream.end());
  return { executedVersion, contentType, chunks: stream, outcome };
}
