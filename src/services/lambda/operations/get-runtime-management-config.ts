import type { RequestContext } from '../../../aws/caller.ts';
import type { LambdaContext } from '../context.ts';
import { requireManagedRuntime } from '../managed-runtime.ts';
import { describeRuntimeManagement } from '../resources/runtime-management.ts';
import type { Request, Response } from '../wire.ts';

export async function getRuntimeManagementConfig(
  input: Request<'GetRuntimeManagementConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'GetRuntimeManagementConfig'>> {
  const { stored, arn } = await requireManagedRuntime(input, context, request);
  return describeRuntimeManagement(stored.value.runtimeManagement, arn);
}
