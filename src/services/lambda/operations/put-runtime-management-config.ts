import type { RequestContext } from '../../../aws/caller.ts';
import { retryOnConflict } from '../compare-and-set.ts';
import type { LambdaContext } from '../context.ts';
import { refuse } from '../errors.ts';
import { requireManagedRuntime } from '../managed-runtime.ts';
import {
  createRuntimeManagement,
  describeRuntimeManagement,
  refuseRuntimeManagement,
} from '../resources/runtime-management.ts';
import type { Request, Response } from '../wire.ts';

/** Says when a function, or one of its versions, takes on a newer build of its runtime. */
export async function putRuntimeManagementConfig(
  input: Request<'PutRuntimeManagementConfig'>,
  request: RequestContext,
  context: LambdaContext,
): Promise<Response<'PutRuntimeManagementConfig'>> {
  const { documents } = context.store;
  return retryOnConflict(async () => {
    const managed = await requireManagedRuntime(input, context, request);
    refuse(refuseRuntimeManagement(input, managed.build));
    const settings = createRuntimeManagement(input);
    const { key, revision, value } = managed.stored;
    await documents.write([
      { kind: 'put', key, value: { ...value, runtimeManagement: settings }, ifRevision: revision },
    ]);
    return describeRuntimeManagement(settings, managed.arn);
  });
}
