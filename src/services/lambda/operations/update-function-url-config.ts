import type { RequestContext } from '../../../aws/caller.ts';
import { findTarget } from '../attachment-target.ts';
import type { LambdaContext } from '../context.ts';
import { resourceNotFound } from '../errors.ts';
import type { FunctionUrlRecord } from '../resources/attachments.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { describeUpdatedUrl, parseCors, requireUrlQualifier } from '../resources/function-url.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import { requireUrl } from '../stored-url.ts';
import type { Request, Response } from '../wire.ts';

/** Changes what the request names and keeps the rest; the address stays. */
export async function updateFunctionUrlConfig(
  input: Request<'UpdateFunctionUrlConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'UpdateFunctionUrlConfig'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const qualifier = requireUrlQualifier(reference);
  return retryOnConflict(async () => {
    if ((await findTarget(documents, reference)) === undefined) throw resourceNotFound('Function does not exist');
    const stored = await requireUrl(documents, reference, qualifier);
    const { cors: before, ...rest } = stored.value;
    const cors = input.Cors === undefined ? before : parseCors(input.Cors);
    const record: FunctionUrlRecord = {
      ...rest,
      authType: input.AuthType ?? rest.authType,
      invokeMode: input.InvokeMode ?? rest.invokeMode,
      isInvokeModeGiven: rest.isInvokeModeGiven || input.InvokeMode !== undefined,
      ...(cors === undefined ? {} : { cors }),
      lastModifiedAt: context.clock.now(),
    };
    await documents.write([{ kind: 'put', key: stored.key, value: record, ifRevision: stored.revision }]);
    return describeUpdatedUrl(reference.owner, record, request.origin);
  });
}
