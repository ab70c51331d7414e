import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireTagged } from '../tagged-function.ts';
import type { Request, Response } from '../wire.ts';

export async function listTags(
  input: Request<'ListTags'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'ListTags'>> {
  const { value } = await requireTagged(input.Resource, context, request);
  return { Tags: { ...value.tags } };
}
