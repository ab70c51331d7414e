import { ApiError } from '../../../aws/api-error.ts';
import type { CodedeployOperation } from '../context.ts';
import { refusalError } from '../deployment-errors.ts';
import { tellNow } from '../deployments.ts';
import { ownerOf } from '../records.ts';

/** A hook tells how its test went. Once this is answered, no crash forgets it. */
export const putLifecycleEventHookExecutionStatus: CodedeployOperation<'PutLifecycleEventHookExecutionStatus'> = async (
  input,
  context,
  request,
) => {
  const { status, lifecycleEventHookExecutionId: executionId = '' } = input;
  if (status !== 'Succeeded' && status !== 'Failed')
    throw new ApiError(
      'InvalidLifecycleEventHookExecutionStatusException',
      `The status of a hook is Succeeded or Failed, not ${status ?? 'absent'}`,
    );
  const told = await tellNow(context, ownerOf(request), input.deploymentId, {
    kind: 'hook-reported',
    atMs: context.clock.now(),
    executionId,
    hasPassed: status === 'Succeeded',
  });
  if (told.kind === 'refused') throw refusalError(told.refusal, told.deployment.id);
  return { lifecycleEventHookExecutionId: executionId };
};
