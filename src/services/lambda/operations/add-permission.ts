import { invalidParameter } from '../errors.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { findTarget, targetNotFound } from '../attachment-target.ts';
import type { LambdaContext } from '../context.ts';
import { functionArn, parseFunctionReference } from '../resources/function-reference.ts';
import { functionKey } from '../resources/keys.ts';
import { createStatement, requirePolicyRevision, withPolicy, withStatement } from '../resources/permission.ts';
import { changeInTurn } from '../in-turn.ts';
import type { Request, Response } from '../wire.ts';

/** Lets a principal call a function, one of its versions or one of its aliases: each has a policy of its own. */
export async function addPermission(
  input: Request<'AddPermission'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'AddPermission'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  if (reference.qualifier === '$LATEST') {
    throw invalidParameter('We currently do not support adding policies for $LATEST.');
  }
  const statement = createStatement(input, functionArn(reference.owner, reference.name, reference.qualifier));
  return changeInTurn(documents, functionKey(reference.owner, reference.name), async () => {
    const target = await findTarget(documents, reference);
    if (target === undefined) throw targetNotFound(reference);
    requirePolicyRevision(target.value, input.RevisionId);
    const revisionId = context.random.uuid();
    const policy = withStatement(target.value.policy, statement, revisionId);
    const value = withPolicy(target.value, policy, revisionId);
    await documents.write([{ kind: 'put', key: target.key, value, ifRevision: target.revision }]);
    return { Statement: JSON.stringify(statement) };
  });
}
