import { ApiError } from '../../aws/api-error.ts';

/** CodeDeploy's texts have no recordings but those that the tests name; the others are worded as they are most likely to be. */
export const applicationNotFound = (name: string): ApiError =>
  new ApiError('ApplicationDoesNotExistException', `No application found for name: ${name}`);

export const groupNotFound = (name: string): ApiError =>
  new ApiError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);

export const deploymentNotFound = (id: string): ApiError =>
  new ApiError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
