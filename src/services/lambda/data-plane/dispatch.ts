import { ApiError } from '../../../aws/api-error.ts';
import type { AsynchronousEvent, DispatchOutcome } from '../asynchronous-event.ts';
import type { Invoker } from './invoker.ts';
import type { Target } from './routed-function.ts';
import type { RoutingTable } from './routing-table.ts';

/** Attempts an asynchronous event once. The version is chosen anew, from what the routing is now. */
export async function dispatchEvent(
  event: AsynchronousEvent,
  table: RoutingTable,
  invoker: Invoker,
): Promise<DispatchOutcome> {
  const target = table.findByArn(event.functionArn)?.find(event.qualifier);
  if (target === undefined) {
    return { kind: 'gone', message: `Function not found: ${event.functionArn}:${event.qualifier ?? '$LATEST'}` };
  }
  try {
    const { executedVersion, outcome } = await invoker.run(target, {
      requestId: event.requestId,
      payload: event.payload,
      clientContext: undefined,
      traceId: event.traceId,
      wantsLogTail: false,
      routingKey: event.routingKey,
    });
    const { payload, functionError } = outcome;
    return {
      kind: 'answered',
      executedVersion,
      payload,
      ...(functionError !== undefined && { functionError }),
      ...deadLetter(target, executedVersion),
    };
  } catch (error) {
    return describeRefusal(error, target);
  }
}

function describeRefusal(error: unknown, target: Target): DispatchOutcome {
  const configured = deadLetter(target, target.version);
  if (error instanceof ApiError) {
    if (error.type === 'TooManyRequestsException')
      return { kind: 'throttled', isBlocked: target.fn.concurrency.isBlocked, ...configured };
    if (error.type === 'ResourceNotFoundException') return { kind: 'gone', message: error.message };
  }
  return { kind: 'unavailable', message: error instanceof Error ? error.message : String(error), ...configured };
}

function deadLetter(target: Target, version: string): { readonly deadLetterTargetArn?: string } {
  const route = target.fn.versions.get(version);
  return route?.phase === 'active' && route.deadLetterTargetArn !== undefined
    ? { deadLetterTargetArn: route.deadLetterTargetArn }
    : {};
}
