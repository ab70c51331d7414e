import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { locateEventInvoke, requireEventInvoke } from '../event-invoke-settings.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { Request, Response } from '../wire.ts';

/** Lets asynchronous events be treated as by default again. */
export async function deleteFunctionEventInvokeConfig(
  input: Request<'DeleteFunctionEventInvokeConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'DeleteFunctionEventInvokeConfig'>> {
  const { documents } = context.store;
  const location = locateEventInvoke(input, request);
  return retryOnConflict(async () => {
    const { key, revision } = await requireEventInvoke(documents, location);
    await documents.write([{ kind: 'delete', key, ifRevision: revision }]);
    return {};
  });
}
