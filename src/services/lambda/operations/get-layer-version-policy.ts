import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { resourceNotFound } from '../errors.ts';
import { describePolicy } from '../resources/permission.ts';
import { requirePolicyLayerVersion } from '../stored-layer.ts';
import type { Request, Response } from '../wire.ts';

export async function getLayerVersionPolicy(
  input: Request<'GetLayerVersionPolicy'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetLayerVersionPolicy'>> {
  const { value } = await requirePolicyLayerVersion(
    context.store.documents,
    input,
    request.caller,
    'GetLayerVersionPolicy',
  );
  if (value.policy === undefined) throw resourceNotFound('No policy is associated with the given resource.');
  return { Policy: describePolicy(value.policy), RevisionId: value.policy.revisionId };
}
