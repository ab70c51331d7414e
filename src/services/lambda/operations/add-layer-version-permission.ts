import type { RequestContext } from '../../../aws/caller.ts';
import { changeInTurn } from '../in-turn.ts';
import type { LambdaContext } from '../context.ts';
import { withLayerStatement } from '../resources/layer.ts';
import { requirePolicyLayerVersion } from '../stored-layer.ts';
import type { Request, Response } from '../wire.ts';

/** Shares a version of a layer with another account, or with all. */
export async function addLayerVersionPermission(
  input: Request<'AddLayerVersionPermission'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'AddLayerVersionPermission'>> {
  const { documents } = context.store;
  return changeInTurn(documents, `${input.LayerName}:${input.VersionNumber}`, async () => {
    const stored = await requirePolicyLayerVersion(documents, input, request.caller, 'AddLayerVersionPermission');
    const { statement, policy } = withLayerStatement(stored.value, input, context.random.uuid());
    await documents.write([
      { kind: 'put', key: stored.key, value: { ...stored.value, policy }, ifRevision: stored.revision },
    ]);
    return { Statement: JSON.stringify(statement), RevisionId: policy.revisionId };
  });
}
