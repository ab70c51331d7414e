/** The function that a tag call means, and the change of its tags. */
import type { RequestContext } from '../../aws/caller.ts';
import type { Stored } from '../../storage/documents.ts';
import type { LambdaContext } from './context.ts';
import { refuse } from './errors.ts';
import { requireFunction } from './records.ts';
import { parseFunctionReference } from './resources/function-reference.ts';
import type { FunctionRecord } from './resources/function.ts';
import { refuseTaggable } from './resources/tags.ts';
import { changeInTurn } from './in-turn.ts';

type Tags = FunctionRecord['tags'];

export async function requireTagged(
  arn: string | undefined,
  context: LambdaContext,
  request: RequestContext,
): Promise<Stored<FunctionRecord>> {
  refuse(refuseTaggable(arn ?? ''));
  return requireFunction(context.store.documents, parseFunctionReference(arn, undefined, request.caller));
}

/** Gives the function the tags that `change` makes of its present ones, and a new revision. */
export async function changeTags(
  arn: string | undefined,
  context: LambdaContext,
  request: RequestContext,
  change: (tags: Tags) => Tags,
): Promise<void> {
  await changeInTurn(context.store.documents, arn ?? '', async () => {
    const stored = await requireTagged(arn, context, request);
    const value: FunctionRecord = {
      ...stored.value,
      tags: change(stored.value.tags),
      revisionId: context.random.uuid(),
    };
    await context.store.documents.write([{ kind: 'put', key: stored.key, value, ifRevision: stored.revision }]);
  });
}
