import type { SerinProgram } from '../serin-program.ts';
import { createSignedInvoker } from '../signed-invoker.ts';

/** Calls the alias `live` until it is disposed of: an alarm needs something to see. */
export function startCalling({ environment }: SerinProgram, functionName: string): AsyncDisposable {
  const invoker = createSignedInvoker(environment, 4);
  const end = new AbortController();
  const call = async (): Promise<void> => {
    while (!end.signal.aborted) await invoker.invoke(functionName, 'live', {});
  };
  const calling = Promise.all(Array.from({ length: 4 }, call));
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await calling;
      invoker[Symbol.dispose]();
    },
  };
}
