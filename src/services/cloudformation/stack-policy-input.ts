import type { RequestContext } from '../../aws/caller.ts';
import type { CloudformationContext } from './context.ts';
import { validationError } from './errors.ts';
import { isStackPolicy } from './stack-policy.ts';
import { readObject } from './template-source.ts';

export interface StackPolicyInput {
  readonly StackPolicyBody?: string | undefined;
  readonly StackPolicyURL?: string | undefined;
}

/** The policy that a request brings, checked; `undefined`: it brings none. */
export async function readStackPolicy(
  { StackPolicyBody: body, StackPolicyURL: url }: StackPolicyInput,
  context: Pick<CloudformationContext, 's3' | 'origin'>,
  request: RequestContext,
): Promise<string | undefined> {
  if (body !== undefined && url !== undefined)
    throw validationError('You cannot specify both StackPolicyURL and StackPolicyBody');
  const text = url === undefined ? body : new TextDecoder().decode(await readObject(url, context, request));
  if (text !== undefined && !isStackPolicy(text))
    throw validationError('Error validating stack policy: Invalid stack policy');
  return text;
}
