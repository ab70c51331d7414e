import type { RequestContext } from '../../../aws/caller.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { requireFunction } from '../records.ts';
import type { FunctionRecord } from '../resources/function.ts';
import { parseUnqualifiedReference } from '../resources/unqualified-reference.ts';
import type { Request, Response } from '../wire.ts';

/** Says whether the function may take part in a circle of calls. */
export async function putFunctionRecursionConfig(
  input: Request<'PutFunctionRecursionConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'PutFunctionRecursionConfig'>> {
  const { documents } = context.store;
  const reference = parseUnqualifiedReference(input.FunctionName, request.caller);
  const recursiveLoop = input.RecursiveLoop ?? 'Terminate';
  return retryOnConflict(async () => {
    const { key, revision, value } = await requireFunction(documents, reference);
    const changed: FunctionRecord = { ...value, recursiveLoop };
    await documents.write([{ kind: 'put', key, value: changed, ifRevision: revision }]);
    return { RecursiveLoop: recursiveLoop };
  });
}
