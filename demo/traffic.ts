/** Callers of the alias `live`, and what they met. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Clock } from '../src/time/clock.ts';

export interface Tally {
  readonly answered: number;
  readonly failed: number;
}

export interface Traffic extends AsyncDisposable {
  /** By version. */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Begins to count anew. */
  reset(): void;
}

const callers = 4;
const pauseMs = 25;

/** Calls without end, about a hundred times a second at most, until it is disposed of. */
export function startTraffic(lambda: LambdaClient, clock: Clock): Traffic {
  const tallies = new Map<string, Tally>();
  const end = new AbortController();
  const call = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const answer = await lambda.send(new InvokeCommand({ FunctionName: 'checkout', Qualifier: 'live' }));
      const { answered, failed } = tallies.get(answer.ExecutedVersion ?? '') ?? { answered: 0, failed: 0 };
      const hasFailed = answer.FunctionError !== undefined;
      tallies.set(answer.ExecutedVersion ?? '', { answered: answered + 1, failed: failed + Number(hasFailed) });
      await new Promise<void>((resolve) => clock.setRealTimer(pauseMs, resolve));
    }
  };
  const running = Promise.all(Array.from({ length: callers }, call));
  return {
    tallies,
    reset: () => tallies.clear(),
    async [Symbol.asyncDispose]() {
      end.abort();
      await running;
    },
  };
}
