import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { locateEventInvoke, requireEventInvoke } from '../event-invoke-settings.ts';
import { describeEventInvoke } from '../resources/event-invoke.ts';
import type { Request, Response } from '../wire.ts';

export async function getFunctionEventInvokeConfig(
  input: Request<'GetFunctionEventInvokeConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetFunctionEventInvokeConfig'>> {
  const location = locateEventInvoke(input, request);
  const { value } = await requireEventInvoke(context.store.documents, location);
  return describeEventInvoke(location.owner, value);
}
