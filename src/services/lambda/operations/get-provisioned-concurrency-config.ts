import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireNamedProvisionable } from '../provisionable.ts';
import type { ProvisionedConcurrencyRecord } from '../resources/attachments.ts';
import { allocationOf, describeProvisioned } from '../resources/concurrency.ts';
import type { Request, Response } from '../wire.ts';

export async function getProvisionedConcurrencyConfig(
  input: Request<'GetProvisionedConcurrencyConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetProvisionedConcurrencyConfig'>> {
  const { target, key } = await requireNamedProvisionable(input, context, request);
  const stored = await context.store.documents.get<ProvisionedConcurrencyRecord>(key);
  if (stored !== undefined) return describeProvisioned(stored.value, allocationOf(target, stored.value.requested));
  throw new ApiError(
    'ProvisionedConcurrencyConfigNotFoundException',
    'No Provisioned Concurrency Config found for this function',
    {
      Type: 'User',
    },
  );
}
