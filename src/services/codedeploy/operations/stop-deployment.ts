import type { CodedeployOperation } from '../context.ts';
import { refusalError } from '../deployment-errors.ts';
import { tellNow } from '../deployments.ts';
import { ownerOf } from '../records.ts';

/** Ends a running deployment; whether its traffic goes back is said here, or else in its settings. */
export const stopDeployment: CodedeployOperation<'StopDeployment'> = async (input, context, request) => {
  const { autoRollbackEnabled } = input;
  const asked = {
    kind: 'stop-requested',
    atMs: context.clock.now(),
    // Only a yes overrides the settings.
    ...(autoRollbackEnabled === true && { rollsBack: true }),
  } as const;
  const told = await tellNow(context, ownerOf(request), input.deploymentId, asked, request.caller.arn);
  if (told.kind === 'refused') throw refusalError(told.refusal, told.deployment.id);
  const hasEnded = told.deployment.state.phase.kind === 'ended';
  return hasEnded
    ? {
        status: 'Succeeded',
        statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
      }
    : { status: 'Pending', statusMessage: 'A change of weights that is on its way is being taken back' };
};
