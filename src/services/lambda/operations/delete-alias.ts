import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { aliasKey, eventInvokeKey, provisionedKey } from '../resources/keys.ts';
import type { Request } from '../wire.ts';

/** Deletes an alias and what was configured for it. One that is missing is as good as deleted. */
export async function deleteAlias(
  input: Request<'DeleteAlias'>,
  { caller }: RequestContext,
  { store }: LambdaContext,
): Promise<object> {
  const { owner, name } = parseFunctionReference(input.FunctionName, input.Name, caller);
  const alias = input.Name ?? '';
  // Recorded: the alias's function URL outlives it.
  await store.documents.write([
    { kind: 'delete', key: aliasKey(owner, name, alias) },
    { kind: 'delete', key: eventInvokeKey(owner, name, alias) },
    { kind: 'delete', key: provisionedKey(owner, name, alias) },
  ]);
  return {};
}
