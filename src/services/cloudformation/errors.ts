import { ApiError } from '../../aws/api-error.ts';

export const validationError = (message: string): ApiError => new ApiError('ValidationError', message);

export const stackNotFound = (name: string): ApiError => validationError(`Stack with id ${name} does not exist`);

export const changeSetNotFound = (name: string): ApiError =>
  new ApiError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`);

export const lostToOthers = (): ApiError =>
  new ApiError('Throttling', 'Too many requests change this stack at the same time. Try again.');
