import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireFunction } from '../records.ts';
import { parseUnqualifiedReference } from '../resources/unqualified-reference.ts';
import type { Request, Response } from '../wire.ts';

/** Whether calls in a circle are stopped, which they are unless the function allows them. */
export async function getFunctionRecursionConfig(
  input: Request<'GetFunctionRecursionConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetFunctionRecursionConfig'>> {
  const { value } = await requireFunction(
    context.store.documents,
    parseUnqualifiedReference(input.FunctionName, request.caller),
  );
  return { RecursiveLoop: value.recursiveLoop === 'Allow' ? 'Allow' : 'Terminate' };
}
