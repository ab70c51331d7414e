import type { RequestContext } from '../../../aws/caller.ts';
import type { FunctionConfiguration, Request } from '../wire.ts';
import type { LambdaContext } from '../context.ts';
import { requireTarget } from '../records.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { describeTarget } from './get-function.ts';

/** The configuration of a function or of one of its versions: what waiters poll. */
export async function getFunctionConfiguration(
  input: Request<'GetFunctionConfiguration'>,
  { caller }: RequestContext,
  { store }: LambdaContext,
): Promise<FunctionConfiguration> {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, caller);
  return describeTarget(await requireTarget(store.documents, reference), reference.qualifier);
}
