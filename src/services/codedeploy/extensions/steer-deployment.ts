import type { DeploymentEvent } from '../../../deployment/events.ts';
import { refusalError } from '../deployment-errors.ts';
import { tellNow } from '../deployments.ts';
import { ownerOf } from '../records.ts';
import { statusOf } from '../resources/deployment-status.ts';
import { type Extension, requireDeploymentId } from './extension.ts';

const steer =
  (kind: Extract<DeploymentEvent['kind'], 'promoted' | 'paused' | 'resumed'>): Extension =>
  async (input, context, request) => {
    const atMs = context.clock.now();
    const by = request.caller.arn;
    const told = await tellNow(context, ownerOf(request), requireDeploymentId(input), { kind, atMs }, by);
    if (told.kind === 'refused') throw refusalError(told.refusal, told.deployment.id);
    return { deploymentId: told.deployment.id, status: statusOf(told.deployment.state) };
  };

/** All traffic goes to the target version now, without what is left of the waiting. Hooks and alarms have their say. */
export const promoteDeployment = steer('promoted');
/** Traffic stays as it is split until the deployment is resumed; alarms go on watching it. */
export const pauseDeployment = steer('paused');
export const resumeDeployment = steer('resumed');
