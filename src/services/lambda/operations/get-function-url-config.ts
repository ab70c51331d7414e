import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { describeUrl, requireUrlQualifier } from '../resources/function-url.ts';
import { requireUrl } from '../stored-url.ts';
import type { Request, Response } from '../wire.ts';

export async function getFunctionUrlConfig(
  input: Request<'GetFunctionUrlConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetFunctionUrlConfig'>> {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const { value } = await requireUrl(context.store.documents, reference, requireUrlQualifier(reference));
  return describeUrl(reference.owner, value, request.origin);
}
