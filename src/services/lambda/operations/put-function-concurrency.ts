import type { RequestContext } from '../../../aws/caller.ts';
import { readConcurrencyUse } from '../account-concurrency.ts';
import { functionNotFound, refuse } from '../errors.ts';
import type { LambdaContext } from '../context.ts';
import { findFunction } from '../records.ts';
import { concurrencyGuardKey } from '../resources/attachment-keys.ts';
import { refuseReserved } from '../resources/concurrency.ts';
import { functionArn } from '../resources/function-reference.ts';
import type { FunctionRecord } from '../resources/function.ts';
import { changeInTurn } from '../in-turn.ts';
import { parseUnqualifiedReference } from '../resources/unqualified-reference.ts';
import type { Request, Response } from '../wire.ts';

/** Sets a part of the account's concurrency aside for a function, which can then use no more; 0 stops its calls. */
export async function putFunctionConcurrency(
  input: Request<'PutFunctionConcurrency'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'PutFunctionConcurrency'>> {
  const reference = parseUnqualifiedReference(input.FunctionName, request.caller);
  const { owner, name } = reference;
  const requested = input.ReservedConcurrentExecutions ?? 0;
  return changeInTurn(context.store.documents, concurrencyGuardKey(owner), async () => {
    const stored = await findFunction(context.store.documents, reference);
    if (stored === undefined) throw functionNotFound(functionArn(owner, name, '$LATEST'));
    const use = await readConcurrencyUse(context, owner, { name });
    refuse(refuseReserved(requested, use.own, use.account));
    const value: FunctionRecord = { ...stored.value, reservedConcurrency: requested };
    await context.store.documents.write([
      { kind: 'put', key: stored.key, value, ifRevision: stored.revision },
      use.guard,
    ]);
    return { ReservedConcurrentExecutions: requested };
  });
}
