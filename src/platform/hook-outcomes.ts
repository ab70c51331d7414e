/** What became of an event's attempt, told as CodeDeploy needs it of the hooks that it calls. */
import type { HookOutcome } from '../services/codedeploy/hook-call.ts';
import type { AsynchronousEvent, DispatchOutcome } from '../services/lambda/asynchronous-event.ts';

/** What may pass by itself (no concurrency was free, say) is no failure: the event will be tried again. */
export function describeHookOutcome(
  { requestId, functionName }: AsynchronousEvent,
  outcome: DispatchOutcome,
): HookOutcome {
  switch (outcome.kind) {
    case 'answered':
      if (outcome.functionError === undefined) return { requestId };
      return { requestId, failure: `The function ${functionName} failed: ${describeError(outcome.payload)}` };
    case 'gone':
      return { requestId, failure: `The function ${functionName} could not be invoked: ${outcome.message}` };
    case 'throttled':
    case 'unavailable':
      return { requestId };
  }
}

/** As Lambda answers for a function that failed: its error's type and message. */
function describeError(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString();
  try {
    const error: unknown = JSON.parse(text);
    if (typeof error !== 'object' || error === null) return text;
    const { errorType, errorMessage }: { errorType?: unknown; errorMessage?: unknown } = error;
    const parts = [errorType, errorMessage].filter((part) => typeof part === 'string' && part !== '');
    return parts.length > 0 ? parts.join(': ') : text;
  } catch {
    return text;
  }
}
