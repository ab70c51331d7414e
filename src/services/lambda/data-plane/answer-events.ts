import type { LambdaOperations } from '../../../api/lambda.ts';
import { BrokenStream } from '../../../aws/wire.ts';
import type { InvocationOutcome } from '../../../execution/execution-host.ts';
import type { StreamedAnswer } from './run-streamed.ts';

type Events = NonNullable<LambdaOperations['InvokeWithResponseStream']['output']['EventStream']>;
type AnswerEvent = Events extends AsyncIterable<infer Event> ? Event : never;

/** The events of InvokeWithResponseStream: the answer's bytes as they come, and at last how it ended. */
export function describeEvents({ chunks, outcome }: StreamedAnswer, wantsLogTail: boolean): Events {
  let isComplete = false;
  const iterator: AsyncIterator<AnswerEvent, undefined> = {
    async next() {
      if (isComplete) return { done: true, value: undefined };
      const chunk = await chunks.next();
      if (chunk.done !== true) return { done: false, value: { PayloadChunk: { Payload: chunk.value } } };
      isComplete = true;
      return { done: false, value: { InvokeComplete: describeEnd(await ended(outcome), wantsLogTail) } };
    },
    async return() {
      await chunks.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Serin may stop while a function answers. */
async function ended(outcome: Promise<InvocationOutcome>): Promise<InvocationOutcome> {
  try {
    return await outcome;
  } catch {
    throw new BrokenStream('The invocation was given up.');
  }
}

/** That the details are the error object as Invoke answers it is inferred. */
function describeEnd(
  { functionError, payload, logTail }: InvocationOutcome,
  wantsLogTail: boolean,
): NonNullable<AnswerEvent['InvokeComplete']> {
  return {
    ...(functionError !== undefined && { ErrorCode: functionError, ErrorDetails: Buffer.from(payload).toString() }),
    ...(wantsLogTail && { LogResult: Buffer.from(logTail ?? '').toString('base64') }),
  };
}
