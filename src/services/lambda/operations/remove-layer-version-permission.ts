import type { RequestContext } from '../../../aws/caller.ts';
import { changeInTurn } from '../in-turn.ts';
import type { LambdaContext } from '../context.ts';
import type { LayerVersionRecord } from '../resources/attachments.ts';
import { requireLayerPolicyRevision } from '../resources/layer.ts';
import { remainingStatements } from '../resources/permission.ts';
import { requirePolicyLayerVersion } from '../stored-layer.ts';
import type { Request, Response } from '../wire.ts';

/** Takes a statement out of a layer's policy; with the last one the policy is gone. */
export async function removeLayerVersionPermission(
  input: Request<'RemoveLayerVersionPermission'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'RemoveLayerVersionPermission'>> {
  const { documents } = context.store;
  return changeInTurn(documents, `${input.LayerName}:${input.VersionNumber}`, async () => {
    const stored = await requirePolicyLayerVersion(documents, input, request.caller, 'RemoveLayerVersionPermission');
    const { policy, ...rest } = stored.value;
    const statements = remainingStatements(policy?.statements, input.StatementId ?? '');
    requireLayerPolicyRevision(stored.value, input.RevisionId);
    const value: LayerVersionRecord =
      statements.length === 0 ? rest : { ...rest, policy: { statements, revisionId: context.random.uuid() } };
    await documents.write([{ kind: 'put', key: stored.key, value, ifRevision: stored.revision }]);
    return {};
  });
}
