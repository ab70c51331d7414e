/** Those who call the application with curl while it is deployed. */
import type { Sam } from './sam-shell.ts';

/** How often each answer came: its body and its status, as `{"message":"hello"} 200`. */
export type Answers = Readonly<Record<string, number>>;

export interface Visit {
  readonly url: string;
  /** What curl needs besides to get there. */
  readonly options?: string;
}

const curl = ({ url, options = '' }: Visit, suffix = ''): string =>
  `curl --silent --show-error --max-time 60 ${options} --write-out ' %{http_code}\\n' '${url}${suffix}'`;

/** So many calls, one after the other. */
export const visit = async ({ sh }: Pick<Sam, 'sh'>, target: Visit, calls: number): Promise<Answers> =>
  tally(await sh(curl(target, `?visitor=[1-${calls}]`)));

export interface Watch extends AsyncDisposable {
  /** Stops, and tells what came. */
  end(): Promise<Answers>;
}

/** Calls again and again, with a process for each call, as `watch curl` does. */
export function startWatching({ sh, workspace }: Pick<Sam, 'sh' | 'workspace'>, target: Visit): Watch {
  const stop = 'stop-watching';
  const watching = sh(`rm -f ${stop}; while [ ! -e ${stop} ]; do ${curl(target)}; done`).then(tally);
  // Whoever ends it is told of what went wrong.
  watching.catch(() => undefined);
  const end = (): Promise<Answers> => {
    workspace.write(stop, '');
    return watching;
  };
  return {
    end,
    async [Symbol.asyncDispose]() {
      await end().catch(() => undefined);
    },
  };
}

function tally(printed: string): Answers {
  const counts: Record<string, number> = {};
  for (const line of printed.split('\n')) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
}
