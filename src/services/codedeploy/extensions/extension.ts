/**
 * What Serin can do beyond AWS's API: operations of a namespace of their own, so that no client of
 * AWS's meets them. `docs/extensions.md` describes them.
 */
import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { CodedeployContext } from '../context.ts';

export type ExtensionInput = Readonly<Record<string, unknown>>;

/** Dates in the output travel as seconds since 1970, as in AWS's JSON. */
export type Extension = (input: ExtensionInput, context: CodedeployContext, request: RequestContext) => Promise<object>;

export function requireDeploymentId({ deploymentId }: ExtensionInput): string {
  if (typeof deploymentId !== 'string')
    throw new ApiError('DeploymentIdRequiredException', 'A deployment ID is required, as the text deploymentId');
  return deploymentId;
}
