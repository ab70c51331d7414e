import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireFunction } from '../records.ts';
import { parseUnqualifiedReference } from '../resources/unqualified-reference.ts';
import type { Request, Response } from '../wire.ts';

/** No function has a code-signing configuration here; AWS answers so too where there is none. */
export async function getFunctionCodeSigningConfig(
  input: Request<'GetFunctionCodeSigningConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetFunctionCodeSigningConfig'>> {
  const { value } = await requireFunction(
    context.store.documents,
    parseUnqualifiedReference(input.FunctionName, request.caller),
  );
  return { CodeSigningConfigArn: undefined, FunctionName: value.name };
}
