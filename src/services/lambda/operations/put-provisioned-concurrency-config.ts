import type { RequestContext } from '../../../aws/caller.ts';
import { readConcurrencyUse } from '../account-concurrency.ts';
import type { LambdaContext } from '../context.ts';
import { invalidParameter, refuse } from '../errors.ts';
import { refuseSharedVersion, requireProvisionable } from '../provisionable.ts';
import { concurrencyGuardKey } from '../resources/attachment-keys.ts';
import type { ProvisionedConcurrencyRecord } from '../resources/attachments.ts';
import { allocationOf, describeProvisioned, refuseProvisioned } from '../resources/concurrency.ts';
import { parseFunctionReference } from '../resources/function-reference.ts';
import { provisionedKey } from '../resources/keys.ts';
import { changeInTurn } from '../in-turn.ts';
import type { Request, Response } from '../wire.ts';

/** Asks for environments of a version or an alias to be kept initialised; the provisioning runner makes them. */
export async function putProvisionedConcurrencyConfig(
  input: Request<'PutProvisionedConcurrencyConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'PutProvisionedConcurrencyConfig'>> {
  const { documents } = context.store;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, request.caller);
  const { owner, name, qualifier = '$LATEST' } = reference;
  const requested = input.ProvisionedConcurrentExecutions ?? 0;
  if (qualifier === '$LATEST') {
    throw invalidParameter('Provisioned Concurrency Configs cannot be applied to unpublished function versions.');
  }
  return changeInTurn(documents, concurrencyGuardKey(owner), async () => {
    const target = await requireProvisionable(documents, reference);
    refuse(await refuseSharedVersion(documents, reference, target));
    const use = await readConcurrencyUse(context, owner, { name, qualifier });
    refuse(refuseProvisioned(requested, use.own, use.account));
    const key = provisionedKey(owner, name, qualifier);
    const before = await documents.get<ProvisionedConcurrencyRecord>(key);
    const record: ProvisionedConcurrencyRecord = {
      functionName: name,
      qualifier,
      requested,
      status: { phase: 'in-progress' },
      // Until others are ready, those of before go on serving.
      ...(before?.value.allocation === undefined || before.value.status.phase === 'failed'
        ? {}
        : { allocation: before.value.allocation }),
      lastModifiedAt: context.clock.now(),
    };
    await documents.write([{ kind: 'put', key, value: record, ifRevision: before?.revision ?? 0 }, use.guard]);
    return describeProvisioned(record, allocationOf(target, requested));
  });
}
