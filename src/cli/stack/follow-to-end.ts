/** Shows a stack's operation until its end, whoever watches. */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { constants } from 'node:os';
import type { Connection } from '../connection.ts';
import type { Snapshot } from '../shift/snapshot.ts';
import { followStack, type FollowOptions } from './follow-stack.ts';
import type { StackView } from './stack-view.ts';

export interface Followed {
  readonly status: string;
  readonly events: readonly StackEvent[];
  readonly shifts: readonly Snapshot[];
}

/** `farewell`: what is said to a person who stops watching. */
export async function followToEnd(
  connection: Connection,
  options: FollowOptions,
  view: StackView,
  farewell: (shifts: readonly Snapshot[]) => readonly string[],
): Promise<Followed> {
  const events: StackEvent[] = [];
  let [status, shifts]: [string, readonly Snapshot[]] = ['', []];
  const leave = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
    view[Symbol.dispose]();
    for (const line of farewell(shifts)) process.stderr.write(`${line}\n`);
    process.exit(128 + constants.signals[signal]);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const handlers = signals.map((signal) => ({ signal, handler: () => leave(signal) }));
  for (const { signal, handler } of handlers) process.once(signal, handler);
  try {
    for await (const sight of followStack(connection, options)) {
      view.show(sight);
      if (sight.kind === 'lost') continue;
      events.push(...sight.events);
      ({ status, shifts } = sight);
    }
  } finally {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  }
  return { status, events, shifts };
}
