/** What CodeDeploy answers to what is asked of deployments. Recorded is the text of a group that is busy, and of `fileExistsBehavior`. */
import { ApiError } from '../../aws/api-error.ts';
import type { Refusal } from '../../deployment/events.ts';

export const groupIsBusy = (groupName: string, deploymentId: string): ApiError =>
  new ApiError(
    'DeploymentLimitExceededException',
    `The Deployment Group '${groupName}' already has an active Deployment '${deploymentId}'`,
  );

export const invalidDeploymentId = (id: string): ApiError =>
  new ApiError('InvalidDeploymentIdException', `The deployment ID ${id} is not valid`);

export const notStarted = (id: string): ApiError =>
  new ApiError('DeploymentNotStartedException', `The deployment ${id} has not started`);

export const invalidTargetId = (targetId: string): ApiError =>
  new ApiError(
    'InvalidDeploymentTargetIdException',
    `Invalid id ${targetId} for Lambda deployment, valid Id should be in format <function-name>:<alias>`,
  );

/** Why a running deployment does not do what it was asked for. */
export function refusalError(refusal: Refusal, id: string): ApiError {
  switch (refusal) {
    case 'completed':
      return new ApiError(
        'DeploymentAlreadyCompletedException',
        `The deployment ${id} is already completed and cannot be changed`,
      );
    case 'not-stoppable':
      return new ApiError(
        'UnsupportedActionForDeploymentTypeException',
        `The deployment ${id} is a rollback: it brings the traffic back, and cannot be stopped on its way`,
      );
    case 'hook-unknown':
      return new ApiError(
        'InvalidLifecycleEventHookExecutionIdException',
        `No hook of the deployment ${id} has this lifecycleEventHookExecutionId`,
      );
    case 'hook-completed':
      return new ApiError(
        'LifecycleEventAlreadyCompletedException',
        `The lifecycle event of this hook of the deployment ${id} is already completed`,
      );
    case 'not-shifting':
      return new ApiError(
        'UnsupportedActionForDeploymentTypeException',
        `The deployment ${id} has no traffic left to shift`,
      );
    case 'not-pausable':
      return new ApiError(
        'UnsupportedActionForDeploymentTypeException',
        `The deployment ${id} has no traffic left to shift, and cannot be paused`,
      );
    case 'not-paused':
      return new ApiError('UnsupportedActionForDeploymentTypeException', `The deployment ${id} is not paused`);
  }
}
