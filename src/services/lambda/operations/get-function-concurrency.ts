import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireFunction } from '../records.ts';
import { parseUnqualifiedReference } from '../resources/unqualified-reference.ts';
import type { Request, Response } from '../wire.ts';

/** The function's reserve; an empty answer where it has none. */
export async function getFunctionConcurrency(
  input: Request<'GetFunctionConcurrency'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetFunctionConcurrency'>> {
  const reference = parseUnqualifiedReference(input.FunctionName, request.caller);
  const { value } = await requireFunction(context.store.documents, reference);
  return value.reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: value.reservedConcurrency };
}
