import { resourceNotFound } from '../errors.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { findTarget } from '../attachment-target.ts';
import type { LambdaContext } from '../context.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { describePolicy } from '../resources/permission.ts';
import type { Request, Response } from '../wire.ts';

export async function getPolicy(
  input: Request<'GetPolicy'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetPolicy'>> {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const target = reference.qualifier === '$LATEST' ? undefined : await findTarget(context.store.documents, reference);
  const policy = target?.value.policy;
  if (policy === undefined) {
    throw resourceNotFound('The resource you requested does not exist.');
  }
  return { Policy: describePolicy(policy), RevisionId: policy.revisionId };
}
