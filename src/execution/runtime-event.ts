import type { Invocation } from './execution-host.ts';
import type { RuntimeEvent } from './runtime-channel.ts';

/** What of an invocation its runtime is told. */
export function describeEvent(
  { requestId, payload, invokedFunctionArn, clientContext, traceId }: Invocation,
  deadlineMs: number,
): RuntimeEvent {
  return {
    requestId,
    payload,
    invokedFunctionArn,
    deadlineMs,
    ...(clientContext !== undefined && { clientContext }),
    ...(traceId !== undefined && { traceId }),
  };
}
