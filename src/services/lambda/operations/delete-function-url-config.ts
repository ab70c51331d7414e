import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { requireUrlQualifier } from '../resources/function-url.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import { requireUrl } from '../stored-url.ts';
import type { Request, Response } from '../wire.ts';

/** Takes the address away, for good: a URL made later gets another. */
export async function deleteFunctionUrlConfig(
  input: Request<'DeleteFunctionUrlConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'DeleteFunctionUrlConfig'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const qualifier = requireUrlQualifier(reference);
  return retryOnConflict(async () => {
    const { key, revision } = await requireUrl(documents, reference, qualifier);
    await documents.write([{ kind: 'delete', key, ifRevision: revision }]);
    return {};
  });
}
