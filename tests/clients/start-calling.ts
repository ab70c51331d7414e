/** Calls an alias until it is disposed of: an alarm needs something to see. */
import type { SerinProgram } from '../serin-program.ts';
import { createSignedInvoker } from '../signed-invoker.ts';

export interface CalledAlias {
  readonly functionName: string;
  readonly alias: string;
}

export function startCalling({ environment }: SerinProgram, { functionName, alias }: CalledAlias): AsyncDisposable {
  const invoker = createSignedInvoker(environment, 4);
  const end = new AbortController();
  const call = async (): Promise<void> => {
    while (!end.signal.aborted) await invoker.invoke(functionName, alias, {});
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
