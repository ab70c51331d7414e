/** Takes asynchronous events over: they are durable before whoever sent them has an answer. */
import type { Clock } from '../../../time/clock.ts';
import { type AsynchronousEvent, traceOf } from '../asynchronous-event.ts';
import { functionNotReady } from './invocation-errors.ts';
import type { Target } from './routed-function.ts';

export interface SentEvent {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Value of the X-Amzn-Trace-Id header, where the sender has one. */
  readonly traceId?: string | undefined;
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
  return async ({ fn, qualifier, version }, { requestId, payload, traceId, routingKey }) => {
    const route = fn.versions.get(version);
    if (route?.phase === 'unready') throw functionNotReady(route.state);
    const acceptedAtMs = clock.now();
    await enqueue({
      requestId,
      region: fn.region,
      account: fn.account,
      functionName: fn.name,
      functionArn: fn.arn,
      ...(qualifier !== undefined && { qualifier }),
      payload,
      traceId: traceId ?? traceOf(requestId, acceptedAtMs),
      ...(routingKey !== undefined && { routingKey }),
      acceptedAtMs,
    });
  };
}
