import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { withoutTags } from '../resources/tags.ts';
import { changeTags } from '../tagged-function.ts';
import type { Request, Response } from '../wire.ts';

/** Takes tags off a function; keys that it does not have are no error. */
export async function untagResource(
  input: Request<'UntagResource'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'UntagResource'>> {
  await changeTags(input.Resource, context, request, (tags) => withoutTags(tags, input.TagKeys ?? []));
  return {};
}
