import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { listMarkerPage } from '../marker-page.ts';
import { findProvisionable } from '../provisionable.ts';
import { requireFunction } from '../records.ts';
import type { ProvisionedConcurrencyRecord } from '../resources/attachments.ts';
import { allocationOf, describeProvisioned } from '../resources/concurrency.ts';
import { functionArn } from '../resources/function-reference.ts';
import { provisionedPrefix } from '../resources/keys.ts';
import { parseUnqualifiedReference } from '../resources/unqualified-reference.ts';
import type { Request, Response } from '../wire.ts';

/** What a function has provisioned, its versions before its aliases. */
export async function listProvisionedConcurrencyConfigs(
  input: Request<'ListProvisionedConcurrencyConfigs'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'ListProvisionedConcurrencyConfigs'>> {
  const { documents } = context.store;
  const reference = parseUnqualifiedReference(input.FunctionName, request.caller);
  const { owner, name } = reference;
  await requireFunction(documents, reference);
  const query = { prefix: provisionedPrefix(owner, name), marker: input.Marker, limit: input.MaxItems ?? 50 };
  const page = await listMarkerPage<ProvisionedConcurrencyRecord>(documents, query);
  const configs = await Promise.all(
    page.documents.map(async ({ value }) => {
      const target = await findProvisionable(documents, { ...reference, qualifier: value.qualifier });
      // An alias that was deleted since the page was read takes its configuration along.
      if (target === undefined) return undefined;
      const FunctionArn = functionArn(owner, name, value.qualifier);
      return { FunctionArn, ...describeProvisioned(value, allocationOf(target, value.requested)) };
    }),
  );
  return {
    ProvisionedConcurrencyConfigs: configs.filter((config) => config !== undefined),
    ...(page.nextMarker === undefined ? {} : { NextMarker: page.nextMarker }),
  };
}
