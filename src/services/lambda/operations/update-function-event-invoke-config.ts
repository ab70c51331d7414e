import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { writeEventInvoke } from '../event-invoke-settings.ts';
import { describeEventInvoke } from '../resources/event-invoke.ts';
import type { Request, Response } from '../wire.ts';

/** Changes those settings of asynchronous events that the request names, and keeps the rest. */
export async function updateFunctionEventInvokeConfig(
  input: Request<'UpdateFunctionEventInvokeConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'UpdateFunctionEventInvokeConfig'>> {
  return describeEventInvoke(request.caller, await writeEventInvoke(input, context, request, 'update'));
}
