import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { withTags } from '../resources/tags.ts';
import { changeTags } from '../tagged-function.ts';
import type { Request, Response } from '../wire.ts';

/** Adds tags to a function, and replaces those whose keys it has already. */
export async function tagResource(
  input: Request<'TagResource'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'TagResource'>> {
  await changeTags(input.Resource, context, request, (tags) => withTags(tags, input.Tags ?? {}));
  return {};
}
