import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireFunction } from '../records.ts';
import { parseUnqualifiedReference } from '../resources/unqualified-reference.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { Request, Response } from '../wire.ts';

/** Gives a function's reserve back to the account; that it has none is no error. */
export async function deleteFunctionConcurrency(
  input: Request<'DeleteFunctionConcurrency'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'DeleteFunctionConcurrency'>> {
  const { documents } = context.store;
  const reference = parseUnqualifiedReference(input.FunctionName, request.caller);
  return retryOnConflict(async () => {
    const stored = await requireFunction(documents, reference);
    const { reservedConcurrency, ...value } = stored.value;
    if (reservedConcurrency !== undefined)
      await documents.write([{ kind: 'put', key: stored.key, value, ifRevision: stored.revision }]);
    return {};
  });
}
