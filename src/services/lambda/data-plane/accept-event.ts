/** Takes asynchronous events over: they are durable before whoever sent them has an answer. */
import type { Clock } from '../../../time/clock.ts';
import type { AsynchronousEvent } from '../asynchronous-event.ts';
import { functionNotReady } from './invocation-errors.ts';
import type { Target } from './routed-function.ts';

export interface SentEvent {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly routingKey: string | undefined;
}

/** Resolves when the event is durable; throws where the function cannot take it. */
export type AcceptEvent = (target: Target, event: SentEvent) => Promise<void>;

export function createAcceptEvent({
  clock,
  enqueue,
}: {
  readonly clock: Clock;
  readonly enqueue: (event: AsynchronousEvent) => Promise<void>;
}): AcceptEvent {
  return async ({ fn, qualifier, version }, { requestId, payload, routingKey }) => {
    const route = fn.versions.get(version);
    if (route?.phase === 'unready') throw functionNotReady(route.state);
    await enqueue({
      requestId,
      region: fn.region,
      account: fn.account,
      functionName: fn.name,
      functionArn: fn.arn,
      ...(qualifier !== undefined && { qualifier }),
      payload,
      ...(routingKey !== undefined && { routingKey }),
      acceptedAtMs: clock.now(),
    });
  };
}
