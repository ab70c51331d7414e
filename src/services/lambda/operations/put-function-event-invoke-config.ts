import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { writeEventInvoke } from '../event-invoke-settings.ts';
import { describeEventInvoke } from '../resources/event-invoke.ts';
import type { Request, Response } from '../wire.ts';

/** Replaces how asynchronous events of a function, a version or an alias are retried and where their outcomes go. */
export async function putFunctionEventInvokeConfig(
  input: Request<'PutFunctionEventInvokeConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'PutFunctionEventInvokeConfig'>> {
  return describeEventInvoke(request.caller, await writeEventInvoke(input, context, request, 'put'));
}
