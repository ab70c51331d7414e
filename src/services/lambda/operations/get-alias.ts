import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { aliasNotFound } from '../errors.ts';
import { findAlias } from '../records.ts';
import { describeAlias } from '../resources/describe-alias.ts';
import { functionArn, parseFunctionReference } from '../resources/function-reference.ts';
import type { AliasConfiguration, Request } from '../wire.ts';

/** One alias with its versions and weights. */
export async function getAlias(
  input: Request<'GetAlias'>,
  { caller }: RequestContext,
  { store }: LambdaContext,
): Promise<AliasConfiguration> {
  const { owner, name } = parseFunctionReference(input.FunctionName, input.Name, caller);
  const alias = await findAlias(store.documents, owner, name, input.Name ?? '');
  // Recorded: it is the alias that is missing, also where the function is.
  if (alias === undefined) throw aliasNotFound(functionArn(owner, name, input.Name));
  return describeAlias(alias.value);
}
