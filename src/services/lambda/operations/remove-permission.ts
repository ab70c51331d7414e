import { resourceNotFound } from '../errors.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { findTarget, targetNotFound } from '../attachment-target.ts';
import type { LambdaContext } from '../context.ts';
import { functionArn, parseFunctionReference, qualifierKind } from '../resources/function-reference.ts';
import { functionKey } from '../resources/keys.ts';
import { requirePolicyRevision, withoutStatement, withPolicy } from '../resources/permission.ts';
import { changeInTurn } from '../in-turn.ts';
import type { Request, Response } from '../wire.ts';

/** Takes a statement out of a policy; with the last one the policy is gone. */
export async function removePermission(
  input: Request<'RemovePermission'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'RemovePermission'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const { owner, name, qualifier } = reference;
  return changeInTurn(documents, functionKey(owner, name), async () => {
    const target = await findTarget(documents, reference);
    if (target === undefined) {
      if (qualifierKind(qualifier) === 'alias') throw targetNotFound(reference);
      throw resourceNotFound(`No policy found for: ${functionArn(owner, name, qualifier)}`);
    }
    // `$LATEST` names the function's record, yet no policy can hang on it.
    const present = qualifier === '$LATEST' ? undefined : target.value.policy;
    const revisionId = context.random.uuid();
    const policy = withoutStatement(present, input.StatementId ?? '', revisionId);
    requirePolicyRevision(target.value, input.RevisionId);
    const value = withPolicy(target.value, policy, revisionId);
    await documents.write([{ kind: 'put', key: target.key, value, ifRevision: target.revision }]);
    return {};
  });
}
