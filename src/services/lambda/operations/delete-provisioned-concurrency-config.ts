import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireNamedProvisionable } from '../provisionable.ts';
import type { Request, Response } from '../wire.ts';

/** Gives the environments back; that there were none is no error. */
export async function deleteProvisionedConcurrencyConfig(
  input: Request<'DeleteProvisionedConcurrencyConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'DeleteProvisionedConcurrencyConfig'>> {
  const { key } = await requireNamedProvisionable(input, context, request);
  await context.store.documents.write([{ kind: 'delete', key }]);
  return {};
}
